import { testsIn } from './row.ts';

/** The files with tests that the tables name, so that a row can say which in a word. */

export const address = testsIn('test/api/verification/addresses.test.ts');
export const authenticator = testsIn('test/api/verification/authenticator.test.ts');
export const before = testsIn('test/api/verification/before-second-factor.test.ts');
export const factor = testsIn('test/api/verification/factor-changes.test.ts');
export const fuzz = testsIn('test/api/verification/fuzz.test.ts');
export const guessing = testsIn('test/api/verification/guessing.test.ts');
export const keptOut = testsIn('test/api/verification/kept-out.test.ts');
export const outage = testsIn('test/api/verification/outage.test.ts');
export const policy = testsIn('test/api/verification/policy.test.ts');
export const proof = testsIn('test/api/verification/proof.test.ts');
export const proofEnds = testsIn('test/api/verification/proof-ends.test.ts');
export const restart = testsIn('test/api/verification/restart.test.ts');
export const text = testsIn('test/api/verification/text-codes.test.ts');
export const timing = testsIn('test/api/verification/timing.test.ts');
export const trail = testsIn('test/api/verification/trail.test.ts');
export const trust = testsIn('test/api/verification/trust.test.ts');
export const typed = testsIn('test/api/verification/typed-codes.test.ts');

export const alerts = testsIn('test/api/alerts-by-text.test.ts');
export const audit = testsIn('test/api/platform-audit.test.ts');
export const settings = testsIn('test/api/platform-settings.test.ts');
export const callback = testsIn('test/api/notify-callback.test.ts');
export const clock = testsIn('test/api/clock-diagnosis.test.ts');
export const appCodes = testsIn('test/api/sign-in-authenticator-codes.test.ts');
export const codeLocks = testsIn('test/api/sign-in-code-locks.test.ts');
export const codes = testsIn('test/api/sign-in-codes.test.ts');
export const configuration = testsIn('test/api/platform-configuration.test.ts');
export const enrolment = testsIn('test/api/sign-in-enrolment.test.ts');
export const faults = testsIn('test/api/faults.test.ts');
export const held = testsIn('test/api/sign-in-held.test.ts');
export const journeys = testsIn('test/api/sign-in-journeys.test.ts');
export const mySecurity = testsIn('test/api/sign-in-my-security.test.ts');
export const databaseRole = testsIn('test/api/platform-database-role.test.ts');
export const operatorAccount = testsIn('test/api/platform-operator-account.test.ts');
export const proxyLists = testsIn('test/api/platform-addresses.test.ts');
export const operator = testsIn('test/api/platform-operator.test.ts');
export const passLimits = testsIn('test/api/pass-limits.test.ts');
export const passwordChoice = testsIn('test/api/password-choice.test.ts');
export const overload = testsIn('test/api/sign-in-overload.test.ts');
export const passwords = testsIn('test/api/sign-in-passwords.test.ts');
export const phones = testsIn('test/api/text-messages-on-phones.test.ts');
export const races = testsIn('test/api/sign-in-races.test.ts');
export const recovery = testsIn('test/api/recovery-confirmation.test.ts');
export const tokens = testsIn('test/api/session-tokens.test.ts');
export const desktopTokens = testsIn('test/unit/workflow-tokens.test.ts');
export const apiClient = testsIn('test/unit/api-client.test.ts');
export const revokedTrust = testsIn('test/api/revoked-trust.test.ts');
export const secrecy = testsIn('test/api/sign-in-secrecy.test.ts');
export const service = testsIn('test/api/sign-in-service.test.ts');
export const temporary = testsIn('test/api/temporary-passwords.test.ts');
export const trusting = testsIn('test/api/sign-in-trust.test.ts');
export const team = testsIn('test/api/workflow-team.test.ts');

export const stepUpEnds = testsIn('test/api/step-up-ends.test.ts');

export const randomness = testsIn('test/unit/build-randomness.test.ts');
export const secrets = testsIn('test/unit/sign-in-secrets.test.ts');
export const sending = testsIn('test/unit/notify-text-messages.test.ts');
export const circuit = testsIn('test/unit/notify-circuit.test.ts');
export const standInAuthentication = testsIn('test/unit/notify-stand-in-authentication.test.ts');
export const standInSending = testsIn('test/unit/notify-stand-in-sending.test.ts');
export const standInKeys = testsIn('test/unit/notify-stand-in-keys.test.ts');
export const standInLimits = testsIn('test/unit/notify-stand-in-limits.test.ts');
export const standInReading = testsIn('test/unit/notify-stand-in-reading.test.ts');
export const standInNumbers = testsIn('test/unit/notify-stand-in-phone-number.test.ts');
export const standInOutbox = testsIn('test/unit/notify-stand-in-outbox.test.ts');
export const template = testsIn('test/unit/notify-template.test.ts');

export const killed = testsIn('test/desktop/journeys/killed.spec.ts');
export const leftBehind = testsIn('test/desktop/left-behind.spec.ts');
export const textBudgets = testsIn('test/api/verification/text-budgets.test.ts');
export const identifiers = testsIn('test/api/typed-identifiers.test.ts');
export const operatorTexts = testsIn('test/api/platform-operator-texts.test.ts');
export const appEntries = testsIn('test/api/app-entries.test.ts');
