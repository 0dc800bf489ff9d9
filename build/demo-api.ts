/**
 * `npm run demo:api [-- --port N --notify-port N --data-dir DIR --fresh]`: the API with the made-up council, without the
 * desktop. When it is ready, standard output gets one line of JSON, and nothing else ever. Runs until it is stopped.
 */
import { commandArguments } from './arguments.ts';
import { defaultDemoFolder, startDemoIn } from './demo.ts';
import { portNumber } from './port-number.ts';
import { say } from './progress.mjs';
import { runUntilStopped, untilStopped } from './stopping.ts';

const { values } = commandArguments({
  options: {
    port: { type: 'string' },
    'notify-port': { type: 'string' },
    'data-dir': { type: 'string' },
    fresh: { type: 'boolean', default: false },
  },
});

await runUntilStopped(async (stopped) => {
  const demo = await startDemoIn(values['data-dir'] ?? defaultDemoFolder(), {
    fresh: values.fresh,
    ...(values.port !== undefined && { port: portNumber('--port', values.port) }),
    ...(values['notify-port'] !== undefined && { notifyPort: portNumber('--notify-port', values['notify-port']) }),
  });
  process.stdout.write(`${JSON.stringify(demo.line)}\n`);
  const fault = await Promise.race([untilStopped(stopped), demo.databaseGone]);
  if (fault !== undefined) say(fault);
  await demo.stop();
  return fault === undefined ? 0 : 1;
});
