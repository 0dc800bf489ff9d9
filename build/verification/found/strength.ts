import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** A step-up, a factor and a password are worth what the application asks for. */
export const STRENGTH: readonly Row[] = [
  {
    id: '1.1',
    what: 'A thief with the password and the number links an app over the owner’s, and is in Control with it',
    tests: by.strength('a thief with the password and the number gets neither into Control nor at the app, whatever they step up for'),
  },
  {
    id: '1.2',
    what: 'A text-message step-up or a recovery code ends a computer in Control',
    tests: [
      ...by.strength('neither a text message nor a recovery code ends a computer in Control, or gives out a code'),
      ...by.strengthOf(
        'every operation of a session says whose it is, and those in an area of the product that they are its application’s',
        'without its permission no operation does anything, whatever else the person holds and has entered',
        'with every application but its own entered no operation does anything, though the same code would open its own',
        'an application that was entered by what its policy takes no longer is closed to its operations, and to those of any application',
        'a step-up by %s counts for an operation only where its application takes it, and for the account only as the strongest',
      ),
    ],
  },
  {
    id: '1.3',
    what: 'A factor, the recovery codes or the password is changed by less than the strongest method that its owner has',
    tests: by.roads(
      'no road leads to a change of a factor by less than the strongest that its owner has: %s %s %s',
      'whoever has all that is theirs and a code from the help desk can set up what an application takes, on every road',
    ),
  },
  {
    id: '1.4',
    what: 'A number alone brings an app that opens more than the number',
    tests: [
      ...by.strength(
        'an app beside a number alone takes the number and a code from the help desk, at My security too, and only where an application asks for more',
        'a council can ask for a code from the help desk at every first time',
      ),
      ...by.journeys('someone with only the method that an application forbids shows it, and then sets up one that it allows'),
    ],
  },
  {
    id: '1.5',
    what: 'A recovery code alone replaces an app',
    tests: by.strength(
      'a recovery code alone replaces nothing and changes nothing, and with a code from the help desk it replaces an app',
      'what a recovery code began is over once the session is locked, and the password that opens it brings nothing back',
    ),
  },
  {
    id: '1.6',
    what: 'A code from the help desk is used twice, guessed, or made for oneself',
    tests: [
      ...by.strength(
        'wrong codes from the help desk are counted like any: five end the challenge and the code, ten lock the account',
        'of many who give the help desk’s code at once, in one challenge or in several, it sets up one method',
      ),
      ...by.helpDeskCodes(
        'of many who give the same code at once, one is let through',
        'guesses at a code end it, also when they all come at once',
        'a manager makes a code for somebody else with a fresh second factor, and never for themself',
        'the operator makes a code with a reason, shown once, and needs the key of codes for it',
      ),
    ],
  },
  {
    id: '1.7',
    what: 'What a password began while two-factor was off goes on once it is on',
    tests: by.strength('turning two-factor on ends what was begun within a session on the strength of a password'),
  },
];
