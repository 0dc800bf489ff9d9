import * as by from './files.ts';
import type { Section } from './row.ts';

/** What else could go wrong where a code is checked: the surroundings rather than the code. */
export const SURROUNDINGS: Section = {
  heading: 'Failures, faults and the trail',
  about: 'What the surroundings do to a sign-in, and what is left behind of it.',
  column: 'Attack or failure',
  rows: [
    {
      id: 'a',
      what: 'The database is restarted in the middle of a verification',
      tests: [
        ...by.restart('PostgreSQL stopped in the middle of a verification and started again has no half of it, and takes the code once'),
        ...by.outage(
          'a database restarted in the middle of a verification leaves no half of it: the code is still good, or has signed in, once',
          'while the database is away nothing is taken for a wrong code, and nothing gets in',
        ),
      ],
    },
    {
      id: 'b',
      what: 'Desktop, API or database are killed at any moment',
      tests: by.faults(
        'kill -9 of desktops, APIs and PostgreSQL gives nobody a session without the last factor, no code a second life, and locks nobody out',
      ),
    },
    {
      id: 'c',
      what: 'The server’s clock steps back',
      tests: by.authenticator(
        'a clock that steps back brings no code, challenge, lock or trust token back to life, and is nowhere a fault',
        'a lock lasts at least as long when the clock steps back',
      ),
    },
    {
      id: 'd',
      what: 'Anything at all is sent to any operation',
      tests: by.fuzz(
        'ten thousand requests made from the contract’s own schemas: no fault, no answer outside the contract, and no secret in any',
      ),
    },
    {
      id: 'e',
      what: 'A keychain is copied, or restored from a backup',
      tests: by.trust(
        'a keychain restored from a backup ends the trust, whichever backup it is and on whichever instance, and its owner is told',
        'a copied token and its original, used in turn, end each other within two uses',
        'nothing else that is known passes for a trust token: other tokens, ids, or what the database keeps',
      ),
    },
    {
      id: 'f',
      what: 'Something that happened is missing from the trail',
      tests: [
        ...by.trail('everything that happens around a second factor is in the trail'),
        ...by.audit('an entry exists only when the change it records does'),
      ],
    },
    {
      id: 'g',
      what: 'A code, secret, token or whole number is in the trail',
      tests: by.trail('no code, secret, token, password, address or number is anywhere in the trail, nor fits into it'),
    },
    {
      id: 'h',
      what: 'The trail is changed, cut or rewritten',
      tests: by.audit(
        'a changed row is found and named',
        'a removed row is found when those after it were moved up',
        'a tail that was rewritten by someone with the key is found by a checkpoint taken before',
        'the database itself refuses to change or remove what was recorded',
      ),
    },
  ],
};

/** GOV.UK Notify as its documents and its code have it, which the stand-in of the tests is held to. */
export const NOTIFY: Section = {
  heading: 'The stand-in for GOV.UK Notify',
  about:
    'What text messages are tested against must behave as the real service does, down to the words of its refusals. These tests hold it to that.',
  column: 'What the real service does',
  rows: [
    {
      id: '1',
      what: 'The integration scenarios of the real client: send, sender, get by id, list, templates and versions, preview',
      tests: by.standInReading('the real client sends, looks up, lists, reads templates and previews'),
    },
    {
      id: '2',
      what: 'Each refusal of a token, and in which order they are found',
      tests: by.standInAuthentication(
        'authentication: $name',
        'a clock that is put out refuses a good token, and mends when it is put right',
        'who asks is checked before what is asked, and what is asked for before who asks',
      ),
    },
    {
      id: '3',
      what: 'What is wrong with a request, all of it at once',
      tests: by.standInSending(
        'the schema refuses %s, word for word',
        'a body that is %s is answered as JSON, whatever its content type',
        'a UUID %s is taken',
      ),
    },
    {
      id: '4',
      what: 'Refusals of a service, template, sender, recipient and length, in their order',
      tests: by.standInSending(
        'checks come in this order: rate, JSON, schema, permission, template, sender, recipient, length',
        'team keys and trial services reach the team and its guest list, however the number is written',
      ),
    },
    {
      id: '5',
      what: 'Limits by the minute, by the day and abroad',
      tests: by.standInSending(
        'a bucket of requests empties, refills by 50 a second, and is one for each type of key',
        'the day’s limit holds until midnight UTC and counts no test messages',
        'messages abroad have a limit of their own',
      ),
    },
    {
      id: '6',
      what: 'Numbers that only pretend, and what becomes of a message',
      tests: [
        ...by.standInSending('%s is only pretended to, whatever the key'),
        ...by.standInReading(
          'a message that is looked up has every key, also those that a text message can’t fill',
          'a message is forgotten after seven days',
        ),
      ],
    },
    {
      id: '7',
      what: 'How numbers may be written',
      tests: by.standInNumbers('a fault is told in the words of the version 2 API, with an en dash where it has one'),
    },
    {
      id: '8',
      what: 'Receipts',
      tests: [
        ...by.standInOutbox('a receipt is called back once, when a message has ended, with our token'),
        ...by.callback('reports that are late, repeated or contradict a final one change nothing, and a change is audited once'),
      ],
    },
  ],
};
