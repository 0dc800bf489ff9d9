import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** What is revoked stays revoked, and what a session's token is worth. */
export const REVOKED: readonly Row[] = [
  {
    id: '4.1',
    what: 'Trust that is being issued while factors are reset, the password changes, the account is disabled or a policy tightens survives it',
    tests: by.revokedTrust(
      'trust that is being issued while %s does not outlive it',
      'trust that is asked for while %s, and that is not over, is refused',
      'trust that is asked for while a policy that %s is about to hold waits for it, and is refused',
    ),
    note: 'So do a computer that is ended, every computer that the person stops trusting, another app and codes that are locked.',
  },
  {
    id: '4.2',
    what: 'A code that was given before trust was revoked becomes trust again afterwards',
    tests: by.revokedTrust('trust that is asked for once %s is not issued'),
  },
  {
    id: '4.3',
    what: 'What is being signed in by at that moment is missed by a policy that tightens, or by two-factor that is turned on',
    tests: by.revokedTrust(
      'a sign-in by trust that is under way while the policy stops trusting goes back to the door with its trust',
      'a policy that shortens trust shortens what is being used at that moment',
      'a password that opens a session while two-factor is turned on has it ended',
    ),
  },
  {
    id: '4.4',
    what: 'Changes that revoke at the same time wait for each other in a ring',
    tests: by.revokedTrust('everything that revokes can happen at once to the same people without waiting in a ring'),
  },
];
