/**
 * Every number of the sign-in area, in one place. Sources: DESIGN "Sign-in: the values", which took them from
 * NIST SP 800-63B, OWASP ASVS 5.0, the GOV.UK Design System and RFC 4226/6238 as noted at each.
 */

/** A challenge lives this long after the password (NIST and ASVS 6.5.5: at most 10 minutes). */
export const CHALLENGE_MINUTES = 10;
/** Wrong codes that end a challenge. */
export const WRONG_CODES_PER_CHALLENGE = 5;
/** Wrong codes in a row on an account, over all methods, that lock codes. */
export const WRONG_CODES_BEFORE_LOCK = 10;
/** How long each successive lock lasts, in minutes; the last repeats (NIST: 30 seconds up to an hour). */
export const LOCK_MINUTES = [15, 30, 60] as const;
/** Wrong codes in a row after which only an administrator can unlock (NIST: at most 100). */
export const WRONG_CODES_BEFORE_ADMINISTRATOR = 100;

/** Letters and digits of a text-message code: no vowels (no words), none that look like another. 25^6 = 27.9 bits. */
export const TEXT_CODE_ALPHABET = '23456789CDFGHJKMNPQRTVWXY';
export const TEXT_CODE_LENGTH = 6;
export const TEXT_CODE_MINUTES = 10;
/** Text-message codes of one challenge that can be live at once. */
export const LIVE_TEXT_CODES = 3;
export const RESEND_SECONDS = 60;
/** Sends allowed in a window, over all challenges of a person. */
export const SENDS_PER_WINDOW = 5;
export const SEND_WINDOW_MINUTES = 15;
/**
 * Different numbers that somebody can have codes sent to in a day (24 hours) before one of them counts: a slip of the finger
 * and a second thought. More would let whoever has a password ring strangers' phones at the council's cost.
 */
export const NEW_NUMBERS_PER_DAY = 3;
/** How much of a number is shown at sign-in (GOV.UK One Login: the last three digits). */
export const SHOWN_DIGITS = 3;

/**
 * Steps before and after now of which a wrong code is still recognised, so that the person can be told how far their
 * phone's clock is out: five minutes, as far as a clock that sets itself can be. None beyond the window is accepted.
 */
export const CLOCK_DIAGNOSIS_STEPS = 10;

export const TOTP_DIGITS = 6;
export const TOTP_PERIOD_SECONDS = 30;
/** Steps before and after now that are accepted (RFC 6238 5.2: one). */
export const TOTP_WINDOW_STEPS = 1;
/** RFC 4226 section 4 recommends 160 bits; longer ones trouble some apps. */
export const TOTP_SECRET_BYTES = 20;
/**
 * The longest link in an enrolment's QR code, in characters: 97 modules a side at level M, of which a screen of 775 pixels shows
 * each at six or more whatever the zoom. A denser one is hard to scan.
 */
export const ENROLMENT_LINK_MOST = 560;
/** An enrolment's QR and key are good for this long. */
export const ENROLMENT_MINUTES = 10;

export const RECOVERY_CODES = 10;
/** Ten characters of the text-code alphabet: 46 bits (ASVS asks for 20). */
export const RECOVERY_CODE_LENGTH = 10;

export const TRUST_DAYS_DEFAULT = 30;
export const TRUST_DAYS_MOST = 90;
/** Trust can be asked for only this soon after the second factor was given. */
export const TRUST_OFFER_MINUTES = 10;

/** How long before its end a person is told that this computer's trust is running out. */
export const TRUST_WARNING_MINUTES = 30;

/** Passes that leaders may grant to one person in PASS_WINDOW_DAYS: whoever needs more has a phone to replace. */
export const PASSES_PER_PERSON = 3;
export const PASS_WINDOW_DAYS = 30;
/** Passes that one leader may grant in a day (24 hours): a large team on a bad morning. */
export const PASSES_PER_LEADER = 20;
/** Times that one person may ask in a day, so that somebody with a stolen password can't wear a leader down. */
export const PASS_REQUESTS_PER_DAY = 10;
/** A pass lasts until the shift ends, and never longer than this. */
export const PASS_HOURS_MOST = 12;
/** Characters of a reason that can be seen. */
export const PASS_REASON_LEAST = 10;
/** Different words of a reason: one alone is no reason. */
export const PASS_REASON_WORDS = 2;
export const PASS_REASON_MOST = 200;
/**
 * A request's number, which the person reads out and the leader types: two digits, quickly said, and enough to tell the at
 * most PASS_REQUESTS_PER_DAY of one person apart. The leader is not shown it, so that it has to be asked for.
 */
export const PASS_NUMBER_LEAST = 10;
export const PASS_NUMBER_MOST = 99;
/** Wrong numbers of a request, whoever types them; with the last it is declined. */
export const PASS_NUMBER_TRIES = 3;

/**
 * Letters and digits of a code that the help desk reads out over the phone. None of them sounds like another (so there is no B,
 * C, D, E, G, P, T or V, no N beside M, no F, S or A, and no 5 beside 9) or looks like one. 16 of them, so that each is four bits.
 */
export const HELP_DESK_CODE_ALPHABET = '2346789HKLMQRWXY';
/**
 * What a code from the help desk is good for: setting up a way to get codes that is stronger than what the person has, or
 * in place of one that they lost; or signing in on a computer that they never used, when their account is being guessed at.
 */
export const HELP_DESK_CODE_PURPOSES = ['enrol', 'new-computer'] as const;
/** 48 bits, in three groups of four: far beyond what HELP_DESK_CODE_TRIES can find. */
export const HELP_DESK_CODE_LENGTH = 12;
/** How a code is grouped where it is shown. */
export const HELP_DESK_CODE_GROUP = 4;
/** Long enough for whoever rings in the evening about tomorrow's shift; ASVS 6.4.1 asks for a short time. */
export const HELP_DESK_CODE_HOURS = 24;
/** Wrong codes in place of one that end it: as many as end a challenge. */
export const HELP_DESK_CODE_TRIES = 5;

/**
 * Hours before what happened on a computer can be put away there without a second factor: by then its owner has had a day's
 * work in which to see it.
 */
export const DISMISSABLE_HOURS = 24;
/** How long what happened to an account can be read in My security, dismissed or not. */
export const ALERTS_KEPT_DAYS = 90;

/** A step-up is good for this long (the closest government peer uses five minutes). */
export const STEP_UP_MINUTES = 5;
export const SESSION_HOURS = 12;
/**
 * Sessions of one person at a time: a desktop that was killed leaves one for up to SESSION_HOURS, and nobody has thirty computers.
 * With one more, that which has been unused for longest ends.
 */
export const SESSIONS_MOST = 30;
/** How long a session's token still answers calls that were on their way when it was replaced. */
export const REPLACED_TOKEN_SECONDS = 10;
export const IDLE_LOCK_MINUTES_DEFAULT = 15;
export const IDLE_LOCK_MINUTES_LEAST = 1;
export const IDLE_LOCK_MINUTES_MOST = 60;

/** NIST 800-63B and the GOV.UK Design System: length only, no composition rules. */
export const PASSWORD_LEAST = 8;
export const PASSWORD_MOST = 256;
/**
 * The same as JavaScript counts, for what is read at all: an emoji is two, and a letter with its accents as macOS writes it may be four.
 * What is in between is answered in words.
 */
export const PASSWORD_INPUT_MOST = 4 * PASSWORD_MOST;
/** How long a code for a new password is good for that was sent by e-mail, which takes its time. */
export const PASSWORD_CODE_MINUTES = 20;
/** Characters of such a code, of the text-code alphabet: 37 bits. Longer than a text message's, so that neither passes for the other. */
export const PASSWORD_CODE_LENGTH = 8;
/** Wrong codes that end what they were asked for with. */
export const WRONG_PASSWORD_CODES = 5;
/** How long a password that the operator made lets its person in, to choose one of their own (ASVS 6.4.1: a short time). */
export const TEMPORARY_PASSWORD_DAYS = 7;
/**
 * Wrong passwords in a row (GOV.UK: 5 to 10) that end a session, and after which a computer that was known is a stranger's
 * until a sign-in is completed on it.
 */
export const WRONG_PASSWORDS_IN_A_ROW = 10;

/** RFC 5321's limit on an address. */
export const EMAIL_MOST = 254;
/** The longest name of a computer: hosts have at most 63 characters, and people's own names for them are seldom longer. */
export const DEVICE_NAME_MOST = 100;
/** The longest text that a code is looked for in: twice as long as GOV.UK Notify's longest text message (918 characters). */
export const CODE_INPUT_MOST = 2_000;
export const PHONE_INPUT_MOST = 64;
/** Longest address of an API that is worth reading. */
export const ADDRESS_MOST = 2048;
