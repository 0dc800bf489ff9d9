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
      tests: [
        ...by.faults(
          'kill -9 of desktops, APIs and PostgreSQL gives nobody a session without the last factor, no code a second life, and locks nobody out',
        ),
        ...by.killed(
          'killed when the code has just been accepted, it has no session, and the code is used up without locking anybody out',
          'killed while the keychain takes the trust token, it is trusted or asks for a code, and signs in either way',
          'killed with a new trust token on its way, it signs in with the one that the keychain has, and that once more',
        ),
      ],
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
        'what is wrong with a token’s issuer is told before anything else, in the order of the reference',
        'with the issuer right, the time is told before the algorithm, that before other claims, those before a revoked key',
        'a token that Notify’s own client made in this second is never of the future, though it rounds the time up',
        'a clock that is put out refuses a good token, and mends when it is put right',
        'who asks is checked before what is asked, and what is asked for before who asks',
      ),
    },
    {
      id: '3',
      what: 'What is wrong with a request, all of it at once; what is right in spite of its looks',
      tests: by.standInSending(
        'the schema refuses %s, word for word',
        'a reference of 1000 characters is taken, counted as Python does',
        'a body that is %s is answered as JSON, whatever its content type',
        'a message is taken from a body of type %s',
        'a UUID %s is taken',
      ),
    },
    {
      id: '4',
      what: 'Refusals of a service, template, sender, recipient and length, in their order',
      tests: [
        ...by.standInSending(
          '$name is refused, word for word',
          'checks come in this order: rate, JSON, schema, permission, template, sender, recipient, length',
          'the day’s limit is looked at before what was sent',
        ),
        ...by.standInKeys(
          'team keys and trial services reach the team and its guest list, however the number is written',
          'a guest list holds five numbers',
        ),
      ],
    },
    {
      id: '5',
      what: 'Limits by the minute, by the day and abroad, which don’t say when to come back',
      tests: by.standInLimits(
        'a bucket of requests empties, refills by 50 a second, and is one for each type of key',
        'at %i requests a minute, no more than a thousand are ever saved up',
        'a rate limit names the type of key: LIVE, TEAM or TEST',
        'the day’s limit holds until midnight UTC and counts no test messages',
        'messages abroad have a limit of their own',
        'a live service may send a hundred messages abroad a day',
        'a service in trial mode may send fifty messages a day',
        'a %s doesn’t say when to come back',
        'who asks is checked before how often, and a stranger’s requests use up nobody’s',
      ),
    },
    {
      id: '6',
      what: 'Numbers that only pretend, and what becomes of a message',
      tests: [
        ...by.standInKeys(
          '%s is only pretended to, whatever the key',
          'a number that is only pretended to still wants a message that is right',
          'what a test key sends to %s ends as %s',
        ),
        ...by.standInReading(
          'a message that is looked up has every key, also those that a text message can’t fill',
          'statuses of a message to %s advance with the clock',
          'a message is forgotten after seven days',
        ),
        ...by.standInSending('one reference sent twice is two messages, both of them listed: nothing makes a repeat harmless'),
      ],
    },
    {
      id: '7',
      what: 'How numbers may be written, and which of them are the United Kingdom’s',
      tests: by.standInNumbers(
        '%j is a UK mobile number',
        '%j is a number abroad, %s',
        '%j is a UK landline, which needs a permission',
        '%j is in %s: allowed as UK, charged as abroad',
        '%j is for drama, and taken',
        '%j is near enough to %s',
        '%j is refused as %s',
        '%j is a valid number of premium rate, which is refused whatever the permissions',
        'a fault is told in the words of the version 2 API, with an en dash where it has one',
      ),
    },
    {
      id: '8',
      what: 'Receipts, and when they are called back again',
      tests: [
        ...by.standInOutbox(
          'a receipt is called back once, when a message has ended, with our token',
          'a receipt %s called back again: every five minutes, five times',
          'a receiver that is away gets the same receipt when it is back',
          'a receiver is given five seconds to answer, and then called back as one that is away',
        ),
        ...by.callback('reports that are late, repeated or contradict a final one change nothing, and a change is audited once'),
      ],
    },
    {
      id: '9',
      what: 'Templates: which there are, what they need, and how they are filled in',
      tests: [
        ...by.standInReading(
          'templates that aren’t there, versions that aren’t there and previews without values are refused',
          'a template tells which values it needs',
        ),
        ...by.standInSending('names of values match whatever their case, spaces, hyphens and underscores'),
      ],
    },
    {
      id: '10',
      what: 'Lists in a text, characters that GSM-7 doesn’t have, and words under a condition',
      tests: [
        ...by.standInSending('a message is rendered with %s'),
        ...by.standInReading('a conditional placeholder given %j shows or hides its words'),
      ],
    },
    {
      id: '11',
      what: 'Fragments, and what they cost',
      tests: [
        ...by.template(
          'GSM text is charged as one message up to 160 characters and then by 153, with extended characters as two',
          'one Welsh letter outside GSM makes it 70 and then 67',
        ),
        ...by.standInReading('a message to %s that greets %s is charged as %i at %i times the rate'),
        ...by.standInSending('a 919th character of service name is not the message’s fault'),
      ],
    },
    {
      id: '12',
      what: 'Lists of messages: pages, what they are narrowed down by, and what they can’t be',
      tests: by.standInReading(
        'a list holds what its type of key sent, newest first, by status and reference, 250 a page',
        'a list asked for with ?%s is refused, word for word',
        'failed stands for every failure',
      ),
    },
    {
      id: '13',
      what: '500, 504, 429 and 403 on demand; 404 and 405 in their other form, also for an address with a slash at its end',
      tests: [
        ...by.standInOutbox('the planned fault %s is answered as documented and stores nothing'),
        ...by.standInReading(
          'ids that are none, or of nothing, or of another service, are told apart as Notify does',
          'an address with a slash at its end gives the real client paths that Notify doesn’t have',
        ),
        ...by.standInSending('other kinds of message are not this service’s, and unknown ones are nowhere'),
      ],
    },
  ],
};
