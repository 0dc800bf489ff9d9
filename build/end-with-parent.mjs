/** Loaded into each command before its own code: when the dispatcher was killed, the command stops as Ctrl-C would stop it. */
import { endWithParent } from './parent.mjs';

endWithParent(() => process.kill(process.pid, 'SIGTERM'));
