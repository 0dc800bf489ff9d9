import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** What strangers do to a name or an address keeps nobody out. */
export const NOBODY_KEPT_OUT: readonly Row[] = [
  {
    id: '2.a',
    what: 'Ten wrong passwords for each of a dozen colleagues, sent from the council’s own address, keep all of them out, on trusted computers too',
    tests: [
      ...by.keptOut(
        'ten wrong passwords for each of twelve colleagues at the council’s own address keep none of them out, there or on a new computer',
        'what strangers use up at an account and an address is nothing to a computer that is known, nor to a trusted one',
      ),
      ...by.passwords('wrong passwords of strangers keep nobody out of an account: neither there nor anywhere else'),
    ],
  },
  {
    id: '2.b',
    what: 'Requests that are no sign-in use up the allowance of everybody at that address',
    tests: [
      ...by.keptOut('a thousand requests that are no sign-in take nothing of anybody’s allowance'),
      ...by.address('a flood of what anybody may read uses up nothing that others at that address need'),
    ],
  },
  {
    id: '2.c',
    what: 'A hundred wrong passwords over ten networks, or over one /48, keep somebody out where they have not been lately',
    tests: [
      ...by.keptOut('a hundred wrong passwords over %s keep nobody out who has not been there'),
      ...by.address('a neighbouring /64 is another network, and of the same /56 and /48, which have allowances of their own'),
    ],
  },
  {
    id: '2.d',
    what: 'With 450 guesses always under way, colleagues are refused or wait for all of them',
    tests: [
      ...by.keptOut('with 450 guesses at %s always under way at the council’s own address, twelve colleagues come in and none is refused'),
      ...by.passwordLine(
        'a known computer has a place at once however many strangers wait: one is kept',
        'networks take turns: whoever comes from elsewhere waits for one of a flood, not for all',
        'a whole /48 of networks is one in the order of turns',
        'two turns of three are those of whoever has waited longest, so that nobody waits for ever',
        'whoever’s name is guessed at as well comes before a flood of made-up names',
        'in a line that is full, the longest network makes room for whoever comes from another',
      ),
      ...by.overload('a password that nobody looked at because too many were waiting is not counted as a wrong one'),
    ],
    note: '`npm run bench -- api --only attacked` measures all four for a minute each.',
  },
  {
    id: '2.known',
    what: 'What makes a computer known is worth more than that: it replaces something, outlives what it rests on, or has tries without end',
    tests: [
      ...by.keptOut(
        'a computer’s token is worth nothing without the password, elsewhere, to another person, made up, or for longer than its days',
        'whoever has a computer’s token has ten guesses in a row with it, and then what any stranger has',
        'a trusted computer has ten guesses in a row of its own as well, and as a second factor is what it was',
        'a token is given once and again after a month; the one before is good until the newer is used',
        'a computer is not known any more once %s',
        'a changed password, and trust taken back, leave known only the computer where that was done',
      ),
      ...by.knownComputer(
        'a computer that somebody has signed in on keeps a token in the keychain, apart from trust, and is held up by no stranger',
      ),
    ],
  },
  {
    id: '2.bound',
    what: 'Guessing has no bound that holds over any number of networks',
    tests: [
      ...by.keptOut(
        'an account is guessed at by strangers at most a thousand times in any day, whatever the number of networks',
        'a network guesses at all accounts together at most as often as its limit says, and a /48 no more than four of them',
      ),
      ...by.guessFigures('SECURITY.md says what an attacker can try in a day by the limits as they are'),
    ],
  },
  {
    id: '2.code',
    what: 'Where strangers may guess no more, whoever has a new computer can’t come in, or the way in tells who has an account',
    tests: [
      ...by.keptOut(
        'where strangers may guess no more, a code from the help desk lets a new computer in, and only that one, for its own ten tries',
        'a code from the help desk is good for ten passwords and for a day, and is no second factor',
        'guesses at a code from the help desk use up nothing of the one that its owner has',
        'an administrator’s new password begins with a whole allowance',
      ),
      ...by.knownComputer(
        'a new computer is asked for a code from the help desk while strangers may guess no more, and is known afterwards',
      ),
      ...by.timing(
        'strangers who may try no more at somebody’s account, and at one that nobody has, are refused alike and in the same time, with a code as without',
      ),
    ],
  },
  {
    id: '9 Many at once',
    what: 'More than ten right passwords at once for one person are refused as wrong',
    tests: by.races(
      'thirty right passwords at once for one person are thirty right ones, on a computer that is known and on a new one',
      'thirty right passwords at once unlock a session thirty times, and end it never',
    ),
  },
];
