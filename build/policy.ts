/** `npm run policy`: makes the templates of what IT can set, and the reference page, from their one declaration. */
import { policyFiles, writePolicyFiles } from './policy/files.ts';
import { say } from './progress.mjs';

writePolicyFiles();
for (const file of policyFiles().keys()) say(file);
