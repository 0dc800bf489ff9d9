import { testsIn } from './row.ts';

/** The files with tests that the tables of the desktop name, so that a row can say which in a word. */

export const address = testsIn('test/unit/api-client-address.test.ts');
export const client = testsIn('test/unit/api-client.test.ts');
export const bus = testsIn('test/unit/shell-bus.test.ts');
export const clipboard = testsIn('test/unit/shell-clipboard.test.ts');
export const commandLine = testsIn('test/unit/shell-environment.test.ts');
export const configuration = testsIn('test/unit/dist-configuration.test.ts');
export const deviceTrust = testsIn('test/unit/keychain-device-trust.test.ts');
export const engine = testsIn('test/unit/workflow-engine.test.ts');
export const files = testsIn('test/unit/shell-bundle-files.test.ts');
export const fuses = testsIn('test/unit/dist-fuses.test.ts');
export const importRules = testsIn('test/unit/build-import-rules.test.ts');
export const ipc = testsIn('test/unit/shell-validated-ipc.test.ts');
export const keychain = testsIn('test/unit/keychain-contract.test.ts');
export const link = testsIn('test/unit/shell-link.test.ts');
export const logs = testsIn('test/unit/shell-logs.test.ts');
export const mirror = testsIn('test/unit/screens-mirror.test.ts');
export const navigation = testsIn('test/unit/shell-navigation.test.ts');
export const packing = testsIn('test/unit/dist-contents.test.ts');
export const policy = testsIn('test/unit/shell-policy.test.ts');
export const policyReaders = testsIn('test/unit/policy-readers.test.ts');
export const presence = testsIn('test/unit/shell-presence.test.ts');
export const problem = testsIn('test/unit/workflow-problem.test.ts');
export const property = testsIn('test/unit/workflow-property.test.ts');
export const release = testsIn('test/unit/dist-release.test.ts');
export const secondFactor = testsIn('test/unit/workflow-second-factor.test.ts');
export const session = testsIn('test/unit/workflow-session.test.ts');
export const settings = testsIn('test/unit/shell-settings.test.ts');
export const startRule = testsIn('test/unit/shell-start-rule.test.ts');
export const signIn = testsIn('test/unit/workflow-sign-in.test.ts');
export const sources = testsIn('test/unit/shell-sources.test.ts');
export const timers = testsIn('test/unit/shell-clock.test.ts');
export const updateFeed = testsIn('test/unit/updates-feed.test.ts');
export const windowState = testsIn('test/unit/shell-window-state.test.ts');
export const words = testsIn('test/unit/words.test.ts');

export const httpAnswers = testsIn('test/api/platform-http-answers.test.ts');
export const serverTrust = testsIn('test/api/verification/trust.test.ts');
export const typed = testsIn('test/api/verification/typed-codes.test.ts');

export const anotherAddress = testsIn('test/desktop/another-address.spec.ts');
export const authenticator = testsIn('test/desktop/journeys/authenticator.spec.ts');
export const display = testsIn('test/desktop/journeys/display.spec.ts');
export const interruptions = testsIn('test/desktop/journeys/interruptions.spec.ts');
export const keyboard = testsIn('test/desktop/journeys/keyboard.spec.ts');
export const launch = testsIn('test/desktop/launch.spec.ts');
export const leftBehind = testsIn('test/desktop/left-behind.spec.ts');
export const managed = testsIn('test/desktop/journeys/managed.spec.ts');
export const network = testsIn('test/desktop/network.spec.ts');
export const onThePc = testsIn('test/desktop/on-the-pc.spec.ts');
export const page = testsIn('test/desktop/hardening.spec.ts');
export const running = testsIn('test/desktop/hardening-process.spec.ts');
export const asTheSystemIs = testsIn('test/desktop/as-the-system-is.spec.ts');
export const screenLock = testsIn('test/desktop/screen-lock.spec.ts');
export const start = testsIn('test/desktop/no-start.spec.ts');
export const textMessage = testsIn('test/desktop/journeys/text-message.spec.ts');
export const trusting = testsIn('test/desktop/journeys/trust.spec.ts');
export const updates = testsIn('test/desktop/updates.spec.ts');

export const contents = testsIn('test/artefact/contents.test.ts');
export const installed = testsIn('test/artefact/installed.test.ts');
