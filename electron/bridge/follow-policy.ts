import type { BrowserWindow } from 'electron';
import { inForce, type PolicyInForce } from '../policy/in-force.ts';
import type { PolicyRead } from '../policy/policy.ts';
import { proxyFrom } from '../policy/proxy.ts';
import type { Log } from '../shell/logs.ts';
import type { ApiNetwork } from '../shell/net.ts';
import type { Engine } from '../sign-in/engine.ts';
import { logPolicy } from './beginning.ts';
import { managedBy } from './managed.ts';

export interface PolicyFollower {
  /** What holds now. */
  inForce(): PolicyInForce;
  /** Looks again, and brings about what has changed. Looks that overlap are one. */
  look(): Promise<void>;
}

export interface FollowPolicyOptions {
  readonly begun: PolicyInForce;
  readonly read: () => Promise<PolicyRead>;
  readonly window: Pick<BrowserWindow, 'setContentProtection' | 'isDestroyed'>;
  readonly network: Pick<ApiNetwork, 'takeProxy'>;
  readonly engine: Pick<Engine, 'outside'>;
  readonly log: Log;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Follows what IT sets while the desktop runs. Settings that can't be read any more are reported once and keep holding
 * as they were; the address, the applications and updates wait for the next start (policies.ts says which).
 */
export function followPolicy({ begun, read, window, network, engine, log }: FollowPolicyOptions): PolicyFollower {
  let force = begun;
  let reported: PolicyRead | null = null;
  let looking: Promise<void> | null = null;

  const apply = async (): Promise<void> => {
    const found = await read();
    const before = force;
    force = inForce(found, before);
    if (found.kind === 'refused' ? !same(found, reported) && (reported !== null || before.fault === null) : !same(force, before))
      logPolicy(found, log);
    reported = found;
    if (same(force, before)) return;
    log('info', 'What IT manages has changed', { names: Object.keys(force.policy) });
    if (!window.isDestroyed()) window.setContentProtection(force.policy.screenshotProtection ?? false);
    if (!same(proxyFrom(force.policy), proxyFrom(before.policy))) await network.takeProxy(proxyFrom(force.policy));
    engine.outside({ kind: 'managed', managed: managedBy(force) });
  };

  return {
    inForce: () => force,
    look: () => {
      looking ??= apply()
        .catch((error: unknown) => log('error', 'What IT manages could not be followed', { error }))
        .finally(() => {
          looking = null;
        });
      return looking;
    },
  };
}
