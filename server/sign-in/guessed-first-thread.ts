import { parentPort } from 'node:worker_threads';
import { isGuessedFirst } from './guessed-first.ts';

/** A thread of its own for judging passwords: it is given one, and answers whether it would be guessed first. */
parentPort?.on('message', (password: string) => parentPort?.postMessage(isGuessedFirst(password)));
