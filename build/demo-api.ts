/**
 * `npm run demo:api [-- --port N --notify-port N --data-dir DIR --fresh]`: the API with the made-up council, without the
 * desktop. When it is ready, standard output gets one line of JSON, and nothing else ever. Runs until it is stopped.
 */
import { parseArgs } from 'node:util';
import { defaultDemoFolder, startDemoIn } from './demo.ts';
import { portNumber } from './port-number.ts';
import { runUntilStopped, untilStopped } from './stopping.ts';

const { values } = parseArgs({
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
  await untilStopped(stopped);
  await demo.stop();
  return 0;
});
