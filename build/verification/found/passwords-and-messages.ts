import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** Passwords, e-mail, alerts and what text messages may cost. */
export const PASSWORDS_AND_MESSAGES: readonly Row[] = [
  {
    id: '6.4',
    what: 'A thief signs in once more and puts away the alerts that tell of them',
    tests: by.alertsHidden(
      'what was done on a computer can’t be put away there by signing in again, and on another new one neither',
      'a code given after it lets it be put away where it was caused; the code that caused it doesn’t',
      'an app that a thief has just linked puts nothing away',
      'after 24 hours it can be put away where it was caused, and not a minute before',
      'what was put away is read in My security for 90 days, and who put it away is in the trail',
      'nobody else’s alert can be put away, nor one of a session that has ended',
    ),
  },
  {
    id: '6.5',
    what: 'Whoever has a password, or many, makes the council send and pay for text messages without end, to numbers of strangers too',
    tests: by.textBudgets(
      'a person is sent as many codes in 24 hours as the council lets them, then told until when, and is not locked',
      'a number is sent as many as may be, whoever’s password asks for them',
      'somebody without a factor can send to three different numbers in 24 hours, and to those again',
      'of many who ask at once for the council’s last message, over two instances, one is sent it',
      'the council’s budget is used up until midnight in London, and a message that wasn’t sent is given back',
      'somebody is told once before the council’s budget ends and once when it has, and Control shows it',
      'security notices are counted apart: codes leave them theirs, and a person isn’t sent more of them than may be',
    ),
  },
  {
    id: '6.1',
    what: '77 % of the 3,000 most used passwords are accepted, and what is a step from them',
    tests: by.passwordChoice(
      'of the most used passwords %s, at least 98 in 100 are refused',
      'a step from one of the most used is refused like it: %s',
      'what the person, the council and the operator choose is held to the same rules',
    ),
  },
  {
    id: '6.2',
    what: 'Names and parts of the address of the person, the council and the product are accepted in a password',
    tests: by.passwordChoice('names and e-mail parts of the person, the council and the product are refused, however they are written'),
  },
  {
    id: '6.3',
    what: 'A password may be normalised twice, folded, or cut below 256 characters',
    tests: by.passwordChoice(
      'a password may have 256 characters of any kind, and one of 257 is refused in words',
      'an accent may be typed in either way, and capitals, dashes and spaces of a password that was chosen count',
      'one character that stands for many is one character',
    ),
  },
  {
    id: '6.4',
    what: 'A password that is slow to judge holds up everybody’s sign-in',
    tests: by.passwordChoice('while the slowest passwords are judged, the API goes on answering'),
  },
  {
    id: '9 No composition rules',
    what: 'Random digits, symbols or emoji are refused as common',
    tests: by.passwordChoice('what is random is judged as a whole: digits, symbols, emoji, letters and words are all good'),
  },
  {
    id: '6.a',
    what: 'Whoever forgets their password needs the help desk, and somebody else knows the new one for a while',
    tests: [
      ...by.forgotten(
        'with the code by e-mail and an app somebody sets a new password; sessions and trust end, and they are told',
        'whoever holds an app needs it, and a text message will not do; whoever holds a number alone is texted',
        'whoever has no second factor goes to the help desk, and a challenge of another purpose changes no password',
        'a code is good once, for twenty minutes, five tries, and what it was asked for with alone',
        'wrong second factors lock codes as anywhere, and a factor that changes meanwhile ends it',
        'the code is a keyed hash at rest, and neither it nor the address is logged',
      ),
      ...by.forgottenJourney(
        'whoever forgot their password types a code from an e-mail, gives a second factor and chooses a new one, by keyboard alone',
        'whoever has no second factor is sent to the help desk, and the way back is on every step',
      ),
    ],
  },
  {
    id: '6.b',
    what: 'A way to a new password tells who works here, floods mailboxes, or keeps people out',
    tests: [
      ...by.forgotten(
        'an address that nobody has, and one of somebody denied, are answered alike at every step, and sent nothing',
        'asking does the same statements for everybody: whose address it is is looked up when nobody waits',
        'strangers can’t flood somebody’s mailbox, nor use up what their own computer may ask for, nor lock anything',
        'a network has an allowance, which a computer that somebody signed in on before is not held up by',
      ),
      ...by.timing('asking for a new password takes the same time whether or not anybody has the address'),
    ],
  },
  {
    id: '6.c',
    what: 'Security notices reach nobody who has no number',
    tests: by.emails(
      'every security notice goes by e-mail as well, also to people without a number',
      'a sign-in on a computer that wasn’t used before is told by e-mail, in the person’s language',
      'two instances send each e-mail once',
    ),
  },
  {
    id: '6.d',
    what: 'The operator learns every temporary password, and reads it out',
    tests: by.emails(
      'an invitation brings a temporary password that nobody else has seen, which is made as it is sent',
      'a lost answer sends an invitation once, an outage sends it later, and what is refused is given up with an entry',
      'with --send the operator’s commands print no password, and the person alone is sent one',
    ),
  },
  {
    id: '6.e',
    what: 'The stand-in knows no e-mail, so that nothing of it could be tried',
    tests: by.standInEmails(
      'an e-mail is answered, kept and listed as Notify does it',
      'every fault of a request for an e-mail is found at once',
      'what is wrong with the template, the service or the recipient is refused as for text messages',
      'e-mails have a limit of the day of their own',
      'a lost answer, a limit and an outage are dealt with as for text messages, and nothing personal is logged',
    ),
  },
  {
    id: '6.6',
    what: 'A thief’s computer takes a name that a team leader would trust, or says more than a name',
    tests: by.passRequests(
      'a leader is shown what the server knows of a computer, and that one was never seen before, whatever it says of itself',
      'what a computer calls itself and %s is shown by what can be seen of it',
    ),
  },
];
