import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, hostname, userInfo } from 'node:os';
import { beginningThatFits } from '../../shared/beginning.ts';
import { visibleName } from '../../shared/sign-in/identifiers.ts';
import { DEVICE_NAME_MOST } from '../../shared/sign-in/limits.ts';
import type { Device } from '../../shared/sign-in/schemas.ts';

/** Where Linux keeps the id that it gave this installation. */
const MACHINE_ID_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'] as const;

const PLATFORMS: Readonly<Partial<Record<NodeJS.Platform, Device['platform']>>> = { win32: 'windows', darwin: 'macos', linux: 'linux' };

function linuxMachineId(): string | null {
  for (const path of MACHINE_ID_FILES) {
    try {
      const id = readFileSync(path, 'utf8').trim();
      if (id !== '') return id;
    } catch {
      // The next place, or none.
    }
  }
  return null;
}

/**
 * Something that stays on this machine when a profile is copied or roams, hashed so that it says nothing about it.
 * On Linux it is the installation's own id. Windows keeps one in its registry, which can't be read without a native
 * module or another process; there and on macOS it is the computer's name with its processor and its user, which a
 * renamed computer or a copied profile under the same name defeats in opposite directions: the one asks for a second
 * factor once more, and the other is still stopped by the server, which sees the token used from two places.
 */
export function machineId(platform: NodeJS.Platform): string {
  const own = platform === 'linux' ? linuxMachineId() : null;
  const facts = own ?? [hostname(), cpus()[0]?.model ?? '', cpus().length, userInfo().username].join('\n');
  return createHash('sha256').update(`vu-desktop machine\n${facts}`).digest('hex');
}

/** The computer's name as a person would recognise it in a list. */
function computerName(): string {
  const name = beginningThatFits(visibleName(hostname().replace(/\.(?:local|lan)$/u, '')), (part) => part.length <= DEVICE_NAME_MOST);
  return name === '' ? 'Computer' : name;
}

export function thisDevice(id: string, platform: NodeJS.Platform): Device {
  return { id, name: computerName(), platform: PLATFORMS[platform] ?? 'other' };
}
