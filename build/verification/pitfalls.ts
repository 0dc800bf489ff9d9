import * as by from './files.ts';
import type { Section } from './row.ts';

/** The weaknesses that were found in comparable products, by the numbers of the reference that lists them. */
export const PITFALLS: Section = {
  heading: 'Weaknesses seen in comparable products',
  about:
    'Each was found in the code or the security notices of a product of the same kind. The tests make the attack on this one, over HTTP and against a real PostgreSQL.',
  column: 'Weakness',
  rows: [
    {
      id: '1',
      what: 'Linking an app again replaces the one in use, or counts as confirmed, before its first code',
      tests: [
        ...by.factor('linking an app again shows another secret, counts for nothing until confirmed, and leaves the one in use alone'),
        ...by.mySecurity('a replaced app works on until the new one is confirmed, and not after; other sessions end'),
      ],
    },
    {
      id: '2',
      what: 'A link that was never confirmed signs in, or keeps its owner out',
      tests: [
        ...by.factor('a link that was begun and never confirmed neither signs in nor keeps anybody from signing in'),
        ...by.journeys('a pending link doesn’t count until it is confirmed, and another sign-in is shown another secret'),
      ],
    },
    {
      id: '3',
      what: 'Something in the password’s answer already works as a session',
      tests: by.before(
        'nothing in the password’s answer opens an operation of a session, whichever way it is presented',
        'what a challenge may call says nothing of its owner but three digits, and changes nothing of theirs',
        'a challenge’s token is for its own few operations, and a session’s is for none of them',
        'addresses beside the contract hand out nothing, with or without a challenge’s token',
      ),
    },
    {
      id: '4',
      what: 'A challenge is met twice, by a replay or by two right codes at once, or after its end',
      tests: [
        ...by.races(
          'ten right text-message codes at once give exactly one session',
          'two live codes of one challenge at once give exactly one session',
        ),
        ...by.codes('a used challenge and a used code do nothing more', 'a challenge is over after ten minutes, whatever code is given'),
        ...by.held(
          'a right code that is given while %s waits for that, and then lets nobody in',
          'a pass that is used while its challenge is cancelled waits for that, and then lets nobody in',
        ),
        ...by.stepUpEnds('within a session that is locked nothing of it is shown, sent or given up', 'nor within one that has ended'),
      ],
    },
    {
      id: '5',
      what: 'Guesses made at once are counted as fewer than they are',
      tests: by.guessing(
        'twenty guesses at once over two instances and three kinds of code use five tries of a challenge, and no more',
        'sixty guesses at once in twelve challenges from sixty addresses use ten tries of the account',
      ),
    },
    {
      id: '6',
      what: 'A resend, another method or a new challenge sets the count of wrong codes back',
      tests: [
        ...by.guessing(
          'the count of an account goes on over a resend, every other method, a new challenge, address, computer, application and instance',
        ),
        ...by.passLimits('a pass forgives no wrong codes: ten in a row lock, whatever came between'),
      ],
    },
    {
      id: '7',
      what: 'Codes can be guessed at without end, or on some route',
      tests: [
        ...by.guessing(
          'codes by the thousand: what a day of guessing at one account can try is what the limits say',
          'codes of a step-up and of an added factor are counted like those of a sign-in',
        ),
        ...by.codeLocks('ten wrong codes in a row lock codes for 15 minutes, then 30, then 60, and the right one is refused and kept'),
      ],
    },
    {
      id: '8',
      what: 'A code is accepted again: within its window, at once elsewhere, or after it linked the app',
      tests: [
        ...by.authenticator(
          'a code is accepted once: not again in its window, not in another application, instance or step-up, nor the steps before it',
          'one code at once in ten challenges over two instances is accepted once',
          'the code that links an app is used up by it, also for a challenge that was there before and for a step-up',
        ),
        ...by.text(
          'a code that signed in is worth nothing afterwards: not in its challenge, not in a new one, not at once on two instances',
        ),
      ],
    },
    {
      id: '9',
      what: 'Authenticator codes are accepted for minutes around now',
      tests: by.authenticator(
        'in every second of a step, codes three steps either side by oathtool are accepted for one step either side and no further',
        'random secrets at random times agree with oathtool, and the code of one person’s app is nothing to another',
      ),
    },
    {
      id: '10',
      what: 'A code is read as a number: signs, spaces, short ones and other scripts’ digits pass, leading zeros are lost',
      tests: [
        ...by.typed(
          'a code in disguise (%s) is refused as a wrong one, costs no try, and tells nothing',
          'a code with spacing, dashes and zero-width characters (%s) is the code',
          'what is not text where a code should be is refused for its form',
        ),
        ...by.appCodes('an authenticator code with leading zeros is read as it stands'),
      ],
    },
    {
      id: '11',
      what: 'The request says whose code is to be checked',
      tests: by.before('a challenge is of the person whose password was given: no id, address or number in a request makes it another’s'),
    },
    {
      id: '12',
      what: 'The request says which number is confirmed, so that a code sent to one confirms another',
      tests: by.text(
        'a code sent to one number confirms that number and no other, whatever was asked for before and after',
        'a number asked for and a code given at once over two instances never confirm a number that got no code',
        'at sign-in nobody changes the number that is there, nor sends a code elsewhere',
      ),
    },
    {
      id: '13',
      what: 'Recovery codes are predictable, kept as they are, or shown again',
      tests: [
        ...by.factor('recovery codes are random, shown once, kept so that a stolen database gives none of them, and used once each'),
        ...by.recovery('codes that wait are kept as keyed hashes alone'),
      ],
    },
    {
      id: '14',
      what: 'There is a code that always works',
      tests: [
        ...by.typed('there is no code that always works'),
        ...by.configuration('a complete configuration is taken, and is for production'),
      ],
    },
    {
      id: '15',
      what: 'Trust of a computer works once only, for ever, elsewhere, for somebody else, or after what should have ended it',
      tests: [
        ...by.trust(
          'of two people, two computers and two applications each token opens exactly its own, also on a computer that both use',
          'trust whose row has run out is refused although its token is right, and using it never made it longer',
          'a keychain restored from a backup ends the trust, whichever backup it is and on whichever instance, and its owner is told',
          'a trusted computer is asked for a code whenever something about the account changed, and its session never steps up',
        ),
        ...by.trusting('on a trusted computer the password is enough, and the token is replaced at each use'),
      ],
    },
    {
      id: '16',
      what: 'Factors are added, replaced or dropped with no more than a password',
      tests: [
        ...by.factor(
          'every change to the account wants a second factor given just now, and a session, a lock or five minutes later is none',
          'a new password by an administrator drops no second factor, opens no enrolment and lets no challenge from before go on',
        ),
        ...by.proof(
          'with the password alone an app can’t be linked beside a number, by any operation, on either instance',
          'with the password alone a number can’t be set up beside an app, and no message goes to it',
          'many links at once, racing with the proof, add at most one factor and make at most one session',
        ),
        ...by.trusting('a session by trust sets up nothing for another application before a code shows who is there'),
      ],
    },
    {
      id: '17',
      what: 'Some route to a session asks for no second factor',
      tests: by.before(
        'every operation that can hand out a session is known',
        'no route hands out a session for a password and a made-up factor, in any application',
        'sessions are made in one place, which only a met challenge, a granted pass and the password’s own gate call',
      ),
    },
    {
      id: '18',
      what: 'Limits by address are evaded by IPv6, by another spelling or by a header',
      tests: by.address(
        'guessing while claiming a new address each time in %s is counted in one place',
        'behind a trusted proxy, guessing while varying %s is counted in one place',
        'a neighbouring /64 is another network, and of the same /56 and /48, which have allowances of their own',
        'a flood of what anybody may read uses up nothing that others at that address need',
        'no other way of typing an address gives more guesses at it',
      ),
    },
    {
      id: '19',
      what: 'Knowing a name is enough to lock its owner out; a right code during a lock is used up',
      tests: [
        ...by.address('whoever knows only an address can’t keep its owner out: not by passwords, and codes can’t be reached without one'),
        ...by.guessing('while codes are locked a right one of any kind is refused and stays good for afterwards'),
      ],
    },
    {
      id: '20',
      what: 'A message that wasn’t sent is reported as sent, or held against the person',
      tests: [
        ...by.text(
          'a message that failed is told as failed, costs neither a send nor a try, and its code is dead unless it may still arrive',
        ),
        ...by.service(
          'an outage uses up neither tries nor resends, however often it is asked',
          '%s, %i in a row, puts the authenticator first with a notice, and whoever asked has used up neither tries nor resends',
        ),
      ],
    },
    {
      id: '21',
      what: 'A time-out makes two messages of one request',
      tests: [
        ...by.sending(
          'a message that was taken though its answer was lost is found, and not sent again',
          'a message that was not taken is looked for twice, then sent again: exactly one arrives',
          'when it can’t be found out whether a message was taken, it is not sent again',
        ),
        ...by.phones('one request whose answer from Notify is lost (%s) is one message, whose code signs in, and counts as one'),
        ...by.text('each message has a reference of its own, so that one that was lost is never taken for another'),
      ],
    },
    {
      id: '22',
      what: 'Codes, keys or secrets end up in a log, a crash report, storage or a picture',
      tests: [
        ...by.sending('whatever goes wrong, no code, number, key or token is logged, printed, thrown or answered'),
        ...by.secrecy('no code, secret, token or whole number is in the trail, the log or an error'),
        ...by.leftBehind(
          'what a run of the desktop leaves behind holds none of its secrets, but for the two kinds of token in the keychain',
        ),
      ],
    },
    {
      id: '23',
      what: 'Notify says that the server’s clock is wrong, and nobody hears it',
      tests: [
        ...by.service('a clock that Notify calls wrong raises an alarm at every instance, since authenticator codes depend on it too'),
        ...by.circuit('a clock that is out raises an alarm of its own and opens the circuit at once'),
      ],
    },
    {
      id: '24',
      what: 'What a person types, or a clock that was set back, makes the code library throw: a fault instead of a refusal',
      tests: [
        ...by.typed('a code in disguise (%s) is refused as a wrong one, costs no try, and tells nothing'),
        ...by.authenticator('a clock that steps back brings no code, challenge, lock or trust token back to life, and is nowhere a fault'),
        ...by.fuzz(
          'ten thousand requests made from the contract’s own schemas: no fault, no answer outside the contract, and no secret in any',
        ),
      ],
    },
    {
      id: '25',
      what: 'The code library ignores which step was accepted last',
      tests: [
        ...by.authenticator(
          'a code is accepted once: not again in its window, not in another application, instance or step-up, nor the steps before it',
        ),
        ...by.appCodes('an earlier step is refused once a later one was accepted, and a clock set back is no fault'),
      ],
      note: 'The library only makes codes here; comparing them and remembering the step are the server’s own.',
    },
    {
      id: '26',
      what: 'Seconds and milliseconds, or steps and seconds, are mixed up',
      tests: by.authenticator(
        'the vectors of RFC 4226 and RFC 6238 are accepted, each at its own step and by the whole of the API',
        'in every second of a step, codes three steps either side by oathtool are accepted for one step either side and no further',
      ),
    },
    {
      id: '27',
      what: 'A colon in the council’s name or the address breaks the link',
      tests: [
        ...by.secrets('an authenticator link survives colons, spaces, plus signs and long addresses'),
        ...by.enrolment('a colon in somebody’s address, or in the council’s name, leaves the link of their app whole: it signs in'),
      ],
    },
    {
      id: '28',
      what: 'Before the password is right one learns who exists, which factors they have or whether they are locked, by words or by time',
      tests: [
        ...by.before(
          'before the password is right, nobody learns whether somebody exists, which factors they have or whether they are locked',
        ),
        ...by.timing('an unknown person, a wrong password, an account that was denied and locked codes take the same time to refuse'),
        ...by.passwords(
          'an unknown person, a wrong password, one that is guessed at and someone denied get one and the same answer, after one argon2id each',
        ),
      ],
    },
    {
      id: '29',
      what: 'Policy that changes in the middle of a sign-in is not asked again; trust outlives the method that earned it',
      tests: [
        ...by.policy(
          'a text-message code in hand is worth nothing once the application takes authenticator codes only, on either instance',
          'a policy that changes at the same time as codes arrive lets in by it or not at all',
          'a code accepted in the middle of a change of policy opens nothing that the new policy forbids',
          'trust that a forbidden method earned is gone, also where the policy comes back before it is presented',
        ),
        ...by.proof('a right code of what the application doesn’t take makes no session; linking after it does, and both are in the trail'),
        ...by.proofEnds('a policy that changes after the proof decides: what it takes now meets the challenge, and nothing else is linked'),
      ],
    },
    {
      id: '30',
      what: 'Strangers can tell an expired code from a wrong one, or one expired code costs many tries',
      tests: by.guessing(
        'an expired code is told apart from a wrong one only in its own challenge, and costs one try however often it is typed',
        'a code that was expired and typed at once over two instances costs one try',
      ),
    },
    {
      id: '31',
      what: 'A lock ends a moment early, or is lifted by a request beside it',
      tests: [
        ...by.guessing(
          'a lock ends at its millisecond, not before, whatever arrives at once around it',
          'a lock that one request sets is not lifted by another whose right code came a moment before',
        ),
        ...by.authenticator('a lock lasts at least as long when the clock steps back'),
        ...by.held('a right password that is given while %s waits for that, and then begins nothing'),
        ...by.codeLocks('trust that was given after codes were locked is no way round the lock'),
      ],
    },
    {
      id: '32',
      what: 'Messages are sent to numbers that earn somebody money',
      tests: by.text(
        'with numbers abroad allowed, none is taken that somebody could earn from',
        'no more than five messages in a quarter of an hour, over methods, challenges, numbers, step-ups and instances',
      ),
    },
    {
      id: '33',
      what: 'A code for one application or purpose works for another',
      tests: [
        ...by.text('a code is for the application, purpose and computer of its challenge: in every other one it is a wrong code'),
        ...by.typed('a code of one kind is none of another'),
      ],
    },
  ],
};
