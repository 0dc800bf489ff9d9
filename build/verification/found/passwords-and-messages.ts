import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** Passwords, e-mail, alerts and what text messages may cost. */
export const PASSWORDS_AND_MESSAGES: readonly Row[] = [
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
];
