import { keytarStore } from '../../electron/keychain/keytar-store.ts';
import { CHAPTERS, play } from './keychain-contract.ts';

/**
 * Plays one chapter of the keychain contract over the real keychain of the session that it is started in, and prints
 * the story as JSON. A process of its own, since a keychain can end or block the process that asks it.
 */
const [, , name, tombstones = '[]'] = process.argv;
const chapter = CHAPTERS.find((candidate) => candidate === name);
if (chapter === undefined) throw new Error(`No chapter ${name}`);
const story = await play(chapter, keytarStore(), JSON.parse(tombstones) as string[]);
process.stdout.write(JSON.stringify(story));
