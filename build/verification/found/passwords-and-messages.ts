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
];
