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
  {
    id: '5.1',
    what: 'A session’s token that was copied is unlocked and stepped up with its owner’s',
    tests: [
      ...by.tokens(
        'after %s the session has another token, and the one before answers for ten seconds more',
        'the token before a step-up is not stepped up, opens no application that the step-up opened, and leads to nothing more',
        'for the token before an unlock the session stays locked, and it can’t be unlocked with it',
        'of two that were replaced within ten seconds each answers for its own ten, and two at once leave one that is good',
        'tokens are kept as hashes only, also those that were replaced',
      ),
      ...by.desktopTokens(
        'after an unlock every call goes with the new token',
        'after a step-up what it was for goes on with the new token',
        'what was asked with the token before says nothing of the session, whatever the answer is',
        'an unlock that is answered after the person went back keeps the new token, and locks the session again',
        'a token that arrives once its person has signed out is signed out too',
        'an answer that never came leaves a token that is soon no good: the person signs in again, and nothing is stuck',
      ),
    ],
  },
  {
    id: '5.2',
    what: 'A desktop that asks by itself keeps a session open at which nobody is any more',
    tests: [
      ...by.tokens(
        'a desktop that asks by itself keeps no session open: without anybody there it locks on the server as well',
        'while somebody types a session stays open, whatever else is or is not asked',
        'an input that was long ago takes nothing from what is known, and a new one opens no session that has locked',
        'an age of input of “%s” is none, and is refused',
      ),
      ...by.apiClient('the age of the last input goes with every call of a session, and with no other'),
    ],
  },
  {
    id: '5.3',
    what: 'Nobody sees where they are signed in, or can end it; who looks after them can’t without taking their factors',
    tests: by.ownSessions(
      'a person sees where they are signed in, since when and when last, this session marked and first',
      'ending one, or all others, ends them at once, tells them why, and leaves this one and its owner’s factors',
      'it takes a second factor given just now, and nobody ends their own by it, or anybody else’s',
      'Control ends everything of one person, whose factors and password stay, and who is told',
      'only who manages, in Control, with a fresh second factor and a reason, ends a person',
      'trust that is being issued while everything of a person is ended does not outlive it',
    ),
  },
];
