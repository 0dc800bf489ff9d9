import * as by from './files.ts';
import type { Section } from './row.ts';

/** OWASP Application Security Verification Standard 5.0, chapter V6, the four sections about how people sign in, and single requirements of others. */
export const ASVS: Section = {
  heading: 'OWASP ASVS 5.0, V6.3 to V6.6, and others that attacks showed something of',
  about: 'In our own words; the standard has the exact ones.',
  column: 'Requirement',
  rows: [
    {
      id: '6.2.4',
      what: 'A password that is among the 3,000 most used is not accepted',
      tests: by.passwordChoice(
        'of the most used passwords %s, at least 98 in 100 are refused',
        'a step from one of the most used is refused like it: %s',
      ),
      note: 'The list is that of zxcvbn-ts, 49,000 passwords by use; 100 in 100 of its first 3,000 are refused, and 99 in 100 of another’s',
    },
    {
      id: '6.2.12',
      what: 'A new password is held against those that were seen in leaks',
      tests: by.passwordChoice(
        'of the most used passwords %s, at least 98 in 100 are refused',
        'what the person, the council and the operator choose is held to the same rules',
      ),
      note: 'Against the 49,000 that leaks have most. All that ever leaked (a thousand million) is not asked for: it would take a service outside, told of a part of each password’s hash',
    },
    {
      id: '6.3.1',
      what: 'Guessing and stuffing of passwords is held back',
      tests: [
        ...by.address('guessing from hundreds of networks at one account stops at what it allows, however the address is typed'),
        ...by.keptOut(
          'an account is guessed at by strangers at most a thousand times in any day, whatever the number of networks',
          'a network guesses at all accounts together at most as often as its limit says, and a /48 no more than four of them',
        ),
        ...by.races('wrong passwords at once on a computer that is known are at most ten, and on all others what the account allows'),
      ],
      note: 'V6.1.1 asks that this is written down, and that it can’t be used to keep people out: SECURITY.md, “Guessing passwords”, and the part “Found by attacking”.',
    },
    {
      id: '6.3.2',
      what: 'There are no default accounts',
      tests: by.factor('a new database has nobody in it: no root, no default password, no account to find'),
    },
    {
      id: '6.3.3',
      what: 'Getting in takes more than one factor',
      tests: by.before(
        'nothing in the password’s answer opens an operation of a session, whichever way it is presented',
        'no route hands out a session for a password and a made-up factor, in any application',
      ),
      note: 'Level 2. Level 3 asks for hardware that resists phishing, which text messages and authenticator apps are not.',
    },
    {
      id: '6.3.4',
      what: 'Every way in is known, and all are equally strong',
      tests: [
        ...by.before(
          'every operation that can hand out a session is known',
          'sessions are made in one place, which only a met challenge, a granted pass and the password’s own gate call',
          'addresses beside the contract hand out nothing, with or without a challenge’s token',
        ),
        ...by.strengthOf(
          'a step-up by %s counts for an operation only where its application takes it, and for the account only as the strongest',
        ),
        ...by.roads('no road leads to a change of a factor by less than the strongest that its owner has: %s %s %s'),
      ],
      note: 'An application that takes text messages is only as strong as those: the council decides. A recovery code and a team leader’s pass let somebody in and are no step-up, so that they change nothing that asks for one.',
    },
    {
      id: '6.3.5',
      what: 'People are told of sign-ins that are unusual, also failed ones',
      tests: [
        ...by.factor(
          'whoever’s account is changed or attacked is told in their other session, and the session that did it can’t hide that',
        ),
        ...by.alerts(
          'signing in on a new computer is told by text, to the number that counts',
          'a lock is told once, however many codes are tried after it',
        ),
      ],
    },
    {
      id: '6.3.6',
      what: 'E-mail is no factor',
      tests: by.factor('there is no factor by e-mail, and no hint or secret question, anywhere in the contract'),
    },
    {
      id: '6.3.7',
      what: 'People are told when what they sign in with was changed',
      tests: [
        ...by.factor(
          'whoever’s account is changed or attacked is told in their other session, and the session that did it can’t hide that',
        ),
        ...by.alerts(
          'a number that takes another’s place is told to the old number, and a first number to none',
          'a number that is removed, or cleared by an administrator, is the one that is told',
        ),
      ],
    },
    {
      id: '6.3.8',
      what: 'A refusal doesn’t say whether somebody exists: not by words, status or time',
      tests: [
        ...by.before(
          'before the password is right, nobody learns whether somebody exists, which factors they have or whether they are locked',
        ),
        ...by.timing('an unknown person, a wrong password, an account that was denied and locked codes take the same time to refuse'),
      ],
    },
    {
      id: '6.4.1',
      what: 'A first password is random, keeps the rules, and doesn’t last',
      tests: [
        ...by.operator('the first person of an empty database is created with a temporary password, shown once'),
        ...by.factor('a first password that the operator makes is random, within the rules, and still wants a second factor'),
        ...by.temporary(
          'with a temporary password and a second factor one can change it, and nothing else',
          'a temporary password lets nobody in once its days are over, and only who knows it is told why',
        ),
      ],
    },
    {
      id: '6.4.2',
      what: 'There are no hints and no secret questions',
      tests: by.factor('there is no factor by e-mail, and no hint or secret question, anywhere in the contract'),
    },
    {
      id: '6.4.3',
      what: 'A forgotten password is reset without a way round the second factor',
      tests: by.factor(
        'a new password by an administrator drops no second factor, opens no enrolment and lets no challenge from before go on',
      ),
    },
    {
      id: '6.4.4',
      what: 'A lost factor is replaced only after the person was identified again',
      tests: [
        ...by.factor('an unlock by an administrator is no reset, and a reset leaves nothing of before that works'),
        ...by.proof('whoever has nothing yet sets up a method as before, and so does whoever the help desk has reset'),
        ...by.operator('resetting someone’s factors ends their session and trust, and makes them set up again'),
        ...by.journeys('a recovery code signs in once, is alerted, and with a code from the help desk lets its owner replace the phone'),
      ],
    },
    {
      id: '6.4.5',
      what: 'What expires is said to expire in time to renew it',
      tests: by.team(
        'trust that ends with the shift is warned of, renewed over the work, and then asks for the password only the next day',
      ),
    },
    {
      id: '6.4.6',
      what: 'An administrator can start a reset of a password, and doesn’t learn or choose the new one',
      tests: [
        ...by.operator(
          'the first person of an empty database is created with a temporary password, shown once',
          'the program ends with the code of what it did, and takes no password that somebody chose',
        ),
        ...by.temporary('every session of a temporary password is held, and one that is opened with it again as well'),
      ],
      note: 'Whoever runs the server starts it, from its command line; nobody can from the desktop.',
    },
    {
      id: '6.5.1',
      what: 'Recovery codes, text-message codes and authenticator codes work once',
      tests: [
        ...by.authenticator(
          'a code is accepted once: not again in its window, not in another application, instance or step-up, nor the steps before it',
        ),
        ...by.text(
          'a code that signed in is worth nothing afterwards: not in its challenge, not in a new one, not at once on two instances',
        ),
        ...by.races('one recovery code in two challenges at once is accepted once'),
      ],
    },
    {
      id: '6.5.2',
      what: 'Recovery codes are kept so that whoever reads them learns none',
      tests: by.factor('recovery codes are random, shown once, kept so that a stolen database gives none of them, and used once each'),
      note: 'By a hash with a key that is not in the database, instead of a slow hash: without the key there is nothing to guess at.',
    },
    {
      id: '6.5.3',
      what: 'Codes and secrets come from a cryptographic source',
      tests: [
        ...by.secrets(
          'codes, tokens, secrets and recovery codes are drawn without Math.random and without the time',
          'text-message codes use the whole alphabet evenly, always with a letter and a digit',
          'tokens have 256 bits and are kept as their hash',
        ),
        ...by.randomness('Math.random may not be reached in what is shipped: %s'),
      ],
    },
    {
      id: '6.5.4',
      what: 'Codes have at least 20 bits',
      tests: [
        ...by.secrets('text-message codes use the whole alphabet evenly, always with a letter and a digit'),
        ...by.factor('recovery codes are random, shown once, kept so that a stolen database gives none of them, and used once each'),
      ],
      note: 'Text-message codes have about 27.9, recovery codes 46.',
    },
    {
      id: '6.5.5',
      what: 'Codes live for a set time: text messages ten minutes at most, authenticator codes thirty seconds',
      tests: [
        ...by.text('a code lasts ten minutes to the millisecond, used or not'),
        ...by.authenticator(
          'in every second of a step, codes three steps either side by oathtool are accepted for one step either side and no further',
        ),
      ],
      note: 'The step before and after is accepted too (RFC 6238, 5.2), for clocks that drift and for the time that typing takes.',
    },
    {
      id: '6.5.6',
      what: 'Any factor can be revoked when it is lost or stolen',
      tests: by.factor(
        'any factor can be revoked by its owner or an administrator and is then worth nothing, also in challenges that had begun',
      ),
    },
    { id: '6.5.7', what: 'Biometrics are only ever a second factor', tests: [], doesNotApply: 'There are no biometrics.' },
    {
      id: '6.5.8',
      what: 'Authenticator codes are checked by the server’s time and nobody else’s',
      tests: [
        ...by.authenticator('a clock that steps back brings no code, challenge, lock or trust token back to life, and is nowhere a fault'),
        ...by.clock('a code that is right for %i steps away is refused, counted, and explained'),
        ...by.service('a clock that Notify calls wrong raises an alarm at every instance, since authenticator codes depend on it too'),
      ],
    },
    {
      id: '6.6.1',
      what: 'Text messages go to confirmed numbers only, and something stronger is offered beside them',
      tests: [
        ...by.text(
          'where text messages are offered so is the app, which can’t be redirected, and first',
          'a code sent to one number confirms that number and no other, whatever was asked for before and after',
        ),
        ...by.operator('an application limited to text messages is allowed with a warning'),
      ],
      note: 'Level 2. Level 3 forbids text messages.',
    },
    {
      id: '6.6.2',
      what: 'A code is bound to the request that asked for it',
      tests: by.text('a code is for the application, purpose and computer of its challenge: in every other one it is a wrong code'),
    },
    {
      id: '6.6.3',
      what: 'Guessing at codes is held back',
      tests: by.guessing(
        'twenty guesses at once over two instances and three kinds of code use five tries of a challenge, and no more',
        'the count of an account goes on over a resend, every other method, a new challenge, address, computer, application and instance',
        'codes by the thousand: what a day of guessing at one account can try is what the limits say',
      ),
    },
    {
      id: '6.6.4',
      what: 'Nobody can be worn down by a flood of requests to approve',
      tests: [
        ...by.text('no more than five messages in a quarter of an hour, over methods, challenges, numbers, step-ups and instances'),
        ...by.passLimits('whoever has a password can’t wear the leaders down: ten requests a day are all'),
      ],
      note: 'Nothing is approved by a push. What comes nearest are text messages and requests for a team leader’s pass.',
    },
    {
      id: '7.1.2',
      what: 'How many sessions one account may have at once, and what happens with one more, is laid down',
      tests: by.behindPassword(
        'with one session too many, that which has been unused for longest ends; its owner is told, and the trail says so',
      ),
      note: 'Thirty: SECURITY.md.',
    },
    {
      id: '7.2.4',
      what: 'A session gets a new token whenever somebody authenticates again in it, and the one before ends',
      tests: by.tokens(
        'after %s the session has another token, and the one before answers for ten seconds more',
        'the token before a step-up is not stepped up, opens no application that the step-up opened, and leads to nothing more',
        'for the token before an unlock the session stays locked, and it can’t be unlocked with it',
      ),
      note: 'It ends after ten seconds, for calls that are on their way, and is worth no more in them than before. An added factor proves only itself and replaces no token.',
    },
    {
      id: '7.4.5',
      what: 'Administrators can end the sessions of one person, or of everybody',
      tests: by.ownSessions('Control ends everything of one person, whose factors and password stay, and who is told'),
      note: 'Of one person, and of everybody on one computer. Of everybody at once only where two-factor is turned on; `user disable` and a stopped API do the rest.',
    },
    {
      id: '7.5.2',
      what: 'People see their own sessions and can end any or all, once they have authenticated again',
      tests: by.ownSessions(
        'a person sees where they are signed in, since when and when last, this session marked and first',
        'ending one, or all others, ends them at once, tells them why, and leaves this one and its owner’s factors',
        'it takes a second factor given just now, and nobody ends their own by it, or anybody else’s',
      ),
    },
    {
      id: '12.3',
      what: 'Connections to other services use TLS and check the certificate',
      tests: by.configuration(
        'a database on another computer at %s, whose certificate is not verified, is refused',
        'what turns off the check of every certificate is refused',
      ),
      note: 'The database by sslmode=verify-full. On this computer, by a socket or loopback, it needs none.',
    },
    {
      id: '13.2',
      what: 'The parts authenticate to each other with accounts of their own that may do no more than they need',
      tests: by.databaseRole('the API’s role may not: %s', 'production refuses to serve as a %s'),
      note: 'The operator’s command line works as the API’s role. That role can read the whole trail, since sealing and showing it do.',
    },
    {
      id: '13.3.1',
      what: 'Secrets are kept in a vault',
      tests: [],
      doesNotApply:
        'Knowingly not met: keys are settings of the process, from a file that root alone can read or from whatever secret store fills them. None is in the database or its backups.',
    },
    {
      id: '16.4.2',
      what: 'Logs can’t be changed unseen',
      tests: [...by.auditKeys('a rewrite under it is found: %s'), ...by.databaseRole('the API’s role may not: %s')],
    },
    {
      id: '16.4.3',
      what: 'Logs go to a system apart',
      tests: by.auditKeys('a checkpoint that it signs for what came after is not taken'),
      note: 'In part: the log goes to standard output for collection elsewhere, with a signed checkpoint of the trail each hour. The trail itself is in the database.',
    },
  ],
};
