import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Supervised, supervise } from '../supervised.ts';
import { unprivilegedUser } from '../unprivileged.mjs';
import { firstLine } from './first-line.ts';

export interface SessionBus {
  readonly address: string;
  readonly program: Supervised;
}

const GRACE_MS = 2_000;

/**
 * A session bus that starts no services of its own accord: what is on it is what we put there. Otherwise a missing
 * keychain would be replaced by a locked one, and a locked one would wait for a person at a prompt that nobody sees.
 */
const configuration = (socket: string): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** Starts a D-Bus of its own in `folder`, which is private to the session. */
export async function startSessionBus(folder: string, baseEnv: Record<string, string>): Promise<SessionBus> {
  const file = path.join(folder, 'bus.conf');
  writeFileSync(file, configuration(path.join(folder, 'bus')), { mode: 0o644 });
  const program = supervise('dbus-daemon', ['--config-file', file, '--nofork', '--nopidfile', '--print-address=1'], {
    signals: ['SIGTERM'],
    graceMs: GRACE_MS,
    user: unprivilegedUser,
    env: baseEnv,
    cwd: folder,
    stdout: 'pipe',
  });
  const address = program.process.stdout === null ? null : await firstLine(program.process.stdout);
  if (address === null) {
    await program.stop();
    throw new Error('D-Bus did not start. On Debian: apt-get install dbus');
  }
  return { address, program };
}
