import { randomUUID } from 'node:crypto';
import type { Configuration } from '../../server/configuration.ts';
import type { AlertMessage, CodeMessage, SendOutcome, TextMessages } from '../../server/notify/text-messages.ts';
import { administration } from '../../server/sign-in/administration.ts';
import { issueHelpDeskCode } from '../../server/sign-in/help-desk-code.ts';
import type { PasswordLine } from '../../server/sign-in/password-line.ts';
import type { ApplicationId } from '../../shared/applications.ts';
import type { Permission } from '../../shared/permissions.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { Challenge, Delivery, Device, SignedIn } from '../../shared/sign-in/schemas.ts';
import type { StartedApi } from './api.ts';
import { startApi } from './api.ts';
import type { ApiClient } from './client.ts';
import type { AdjustableClock } from './clock.ts';
import { authenticatorCode } from './totp.ts';

/** A way out to phones that keeps what it is given, in place of GOV.UK Notify. */
export interface RecordingPhones extends TextMessages {
  readonly sent: CodeMessage[];
  readonly alerts: AlertMessage[];
  /** What the next messages come to; `sent` again when they are used up. */
  readonly outcomes: SendOutcome[];
  deliveries: Delivery | null;
  deliveryQuestions: number;
  isAvailable: boolean;
  /** The code of the newest message to a number. */
  codeTo(phoneNumber: string): string;
}

export function recordingPhones(): RecordingPhones {
  const phones: RecordingPhones = {
    sent: [],
    alerts: [],
    outcomes: [],
    deliveries: 'sending',
    deliveryQuestions: 0,
    isAvailable: true,
    send: async (message) => {
      phones.sent.push(message);
      return phones.outcomes.shift() ?? { outcome: 'sent', notifyId: randomUUID() };
    },
    sendAlert: async (message) => {
      phones.alerts.push(message);
      return phones.outcomes.shift() ?? { outcome: 'sent', notifyId: randomUUID() };
    },
    delivery: async () => {
      phones.deliveryQuestions += 1;
      return phones.deliveries;
    },
    condition: () => ({
      because: phones.isAvailable ? null : 'server-error',
      since: phones.isAvailable ? null : new Date(0),
      clockAlarm: false,
      retryAt: null,
    }),
    available: () => phones.isAvailable,
    codeTo: (phoneNumber) => {
      const message = phones.sent.findLast((each) => each.phoneNumber === phoneNumber);
      if (!message) throw new Error('nothing was sent to that number');
      return message.code;
    },
  };
  return phones;
}

export const PASSWORD = 'gull-ferry-quay-49';

export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly device: Device;
  readonly phone: string;
}

export interface PersonOptions {
  readonly permissions?: readonly Permission[];
}

/** An API with nobody in it, and the means to make people and sign them in. */
export interface SignInApi {
  readonly api: StartedApi;
  readonly client: ApiClient;
  readonly clock: AdjustableClock;
  readonly phones: RecordingPhones;
  readonly admin: ReturnType<typeof administration>;
  person(options?: PersonOptions): Promise<TestPerson>;
  password(person: TestPerson, request?: PasswordRequest): Promise<PasswordAnswer>;
  /** The password, expecting a challenge. */
  challenge(person: TestPerson, request?: PasswordRequest): Promise<Challenged>;
  /** A first sign-in that enrols a number. */
  withText(person: TestPerson, request?: PasswordRequest): Promise<SignedIn>;
  /** A first sign-in that links an authenticator app; its secret is answered as well. */
  withAuthenticator(person: TestPerson, request?: PasswordRequest): Promise<SignedIn & { readonly secret: string }>;
  /** A later sign-in by text message, far enough from the last one. */
  againByText(person: TestPerson, request?: PasswordRequest): Promise<SignedIn>;
  /** Makes recovery codes in a stepped-up session and says that they are saved. */
  recoveryCodes(token: string): Promise<readonly string[]>;
  /** What the help desk reads out to somebody who sets up more than what they have is good for. */
  helpDeskCode(person: Pick<TestPerson, 'id'>): Promise<string>;
  /** The same, given in a challenge of theirs. */
  giveHelpDeskCode(token: string, person: Pick<TestPerson, 'id'>): Promise<Challenge>;
  /** What an app with this secret shows, and never the same twice: time moves on by a step first. */
  nextCode(secret: string): string;
  codeNow(secret: string, stepsAway?: number): string;
  /** Kinds of the audit entries about a person, oldest first. */
  trail(person: TestPerson): Promise<string[]>;
  close(): Promise<void>;
}

export interface PasswordRequest {
  readonly application?: ApplicationId;
  readonly device?: Device;
  readonly password?: string;
  readonly email?: string;
  readonly trustToken?: string | null;
  readonly trustMostDays?: number;
  readonly computerToken?: string | null;
  readonly helpDeskCode?: string;
  readonly client?: ApiClient;
}

type PasswordAnswer = Awaited<ReturnType<ApiClient['answer']>> & (SignedIn | Challenged);
export interface Challenged {
  readonly outcome: 'second-factor-needed';
  readonly challengeToken: string;
  readonly challenge: Challenge;
  readonly trust: 'none' | 'refused';
}

export const aDevice = (name = 'PC-0417'): Device => ({ id: randomUUID(), name, platform: 'windows' });

const AGENT: readonly Permission[] = ['customer-service-access', 'management-access', 'forms-portal-access'];

export async function startSignInApi(
  configuration: Partial<Configuration> = {},
  databaseUrl?: (url: string) => string,
  line?: () => PasswordLine,
): Promise<SignInApi> {
  const phones = recordingPhones();
  const api = await startApi({
    council: false,
    textMessages: phones,
    configuration,
    ...(databaseUrl && { databaseUrl }),
    ...(line && { line }),
  });
  const { client, clock, services } = api;
  const admin = administration(services);
  let people = 0;
  const groups = new Map<string, string>();

  const groupOf = async (permissions: readonly Permission[]): Promise<string> => {
    const key = permissions.join(' ') || 'nothing';
    if (!groups.has(key)) {
      await admin.createGroup({ kind: 'system' }, { name: key, description: '', permissions });
      groups.set(key, key);
    }
    return key;
  };

  const password: SignInApi['password'] = async (person, request = {}) =>
    (await (request.client ?? client).answer(operations.signInWithPassword, { body: passwordBody(person, request) })) as PasswordAnswer;

  const challenge: SignInApi['challenge'] = async (person, request) => {
    const answer = await password(person, request);
    if (answer.outcome !== 'second-factor-needed') throw new Error('no second factor was asked for');
    return answer;
  };

  const helpDeskCode: SignInApi['helpDeskCode'] = async ({ id: userId }) => {
    const asked = { userId, purpose: 'enrol', issuer: null, reason: 'Rang from the known number' } as const;
    const frame = { actor: { kind: 'system' }, application: null, network: null, reference: null } as const;
    const { code } = await services.database
      .transaction()
      .execute((transaction) => issueHelpDeskCode(services, transaction, asked, frame, clock.now()));
    return code;
  };

  const finish = async (
    operation: typeof operations.verifyTextMessage | typeof operations.verifyAuthenticator,
    token: string,
    code: string,
  ) => {
    const answer = await client.answer(operation, { token, body: { code } });
    if (answer.outcome !== 'signed-in') throw new Error('the code did not sign in');
    return answer;
  };

  return {
    api,
    client,
    clock,
    phones,
    admin,
    person: async ({ permissions = AGENT } = {}) => {
      people += 1;
      const email = `person${people}.${randomUUID().slice(0, 8)}@porthaven.example`;
      const group = await groupOf(permissions);
      const id = await admin.createUser(
        { kind: 'system' },
        { email, name: `Person ${people}`, password: PASSWORD, language: 'en', groups: [group] },
      );
      return { id, email, password: PASSWORD, device: aDevice(), phone: `+447700900${String(100 + people).padStart(3, '0')}` };
    },
    password,
    challenge,
    withText: async (person, request) => {
      const { challengeToken: token } = await challenge(person, request);
      await client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: person.phone } });
      return await finish(operations.verifyTextMessage, token, phones.codeTo(person.phone));
    },
    withAuthenticator: async (person, request) => {
      const { challengeToken: token } = await challenge(person, request);
      const { key } = await client.answer(operations.enrolAuthenticator, { token });
      return { ...(await finish(operations.verifyAuthenticator, token, authenticatorCode(key, clock.now()))), secret: key };
    },
    againByText: async (person, request) => {
      clock.advance({ seconds: 60 });
      const { challengeToken: token } = await challenge(person, request);
      await client.answer(operations.sendTextMessage, { token });
      return await finish(operations.verifyTextMessage, token, phones.codeTo(person.phone));
    },
    recoveryCodes: async (token) => {
      const { codes } = await client.answer(operations.makeRecoveryCodes, { token });
      await client.answer(operations.confirmRecoveryCodes, { token });
      return codes;
    },
    helpDeskCode,
    giveHelpDeskCode: async (token, person) => {
      const { challenge: after } = await client.answer(operations.verifyHelpDeskCode, {
        token,
        body: { code: await helpDeskCode(person) },
      });
      return after;
    },
    nextCode: (secret) => {
      clock.advance({ seconds: 30 });
      return authenticatorCode(secret, clock.now());
    },
    codeNow: (secret, stepsAway) => authenticatorCode(secret, clock.now(), stepsAway),
    trail: async (person) => {
      const rows = await api.database.query<{ kind: string }>('select kind from audit_entry where user_id = $1 order by id', [person.id]);
      return rows.map((row) => row.kind);
    },
    close: () => api.close(),
  };
}

export function passwordBody(person: TestPerson, request: PasswordRequest = {}) {
  return {
    email: request.email ?? person.email,
    password: request.password ?? person.password,
    application: request.application ?? 'customer-service-vu',
    device: request.device ?? person.device,
    language: 'en' as const,
    trustToken: request.trustToken ?? null,
    ...(request.trustMostDays !== undefined && { trustMostDays: request.trustMostDays }),
    ...(request.computerToken !== undefined && { computerToken: request.computerToken }),
    ...(request.helpDeskCode !== undefined && { helpDeskCode: request.helpDeskCode }),
  };
}

/** A code of the right form that isn't this one. */
export function wrongTextCode(right: string): string {
  return right === 'CCCCC2' ? 'CCCCC3' : 'CCCCC2';
}

/** Six digits that an app with this secret doesn't show anywhere near now. */
export function wrongAuthenticatorCode(api: SignInApi, secret: string): string {
  const near = new Set(Array.from({ length: 41 }, (_, at) => api.codeNow(secret, at - 20)));
  for (let candidate = 0; ; candidate += 1) {
    const code = String(candidate).padStart(6, '0');
    if (!near.has(code)) return code;
  }
}
