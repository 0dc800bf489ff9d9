import type { PolicyInForce } from '../policy/in-force.ts';
import type { Managed } from '../sign-in/managed.ts';

/** What IT's policy means for signing in. */
export function managedBy({ policy, managed, fault }: PolicyInForce): Managed {
  return {
    anything: managed,
    fault,
    address: policy.apiAddress !== undefined,
    language: policy.language ?? null,
    applications: policy.applications ?? null,
    allowDeviceTrust: policy.allowDeviceTrust ?? true,
    trustMostDays: policy.deviceTrustMostDays ?? null,
    idleLockMinutes: policy.idleLockMinutes ?? null,
  };
}
