import { create } from 'qrcode';
import { expect, test } from 'vitest';
import type { ApiFailure } from '../../electron/sign-in/ports.ts';
import { problemFrom } from '../../electron/sign-in/problem.ts';
import { qrPath } from '../../electron/sign-in/qr-path.ts';
import { ENROLMENT, NOW, refusal } from '../support/workflow.ts';

test.each<[ApiFailure, string, string, boolean]>([
  [{ kind: 'offline' }, 'offline', 'SIGNIN-NET-01', true],
  [{ kind: 'unreachable' }, 'api-unreachable', 'SIGNIN-NET-02', true],
  [{ kind: 'timeout' }, 'api-timeout', 'SIGNIN-NET-03', true],
  [{ kind: 'proxy' }, 'proxy-refused', 'SIGNIN-PROXY-01', true],
  [{ kind: 'certificate' }, 'certificate-refused', 'SIGNIN-TLS-01', true],
  [{ kind: 'clock' }, 'clock-wrong', 'SIGNIN-CLOCK-01', true],
  [{ kind: 'not-vu-api' }, 'not-vu-api', 'SIGNIN-API-01', true],
  [{ kind: 'answer-unknown' }, 'answer-unknown', 'SIGNIN-API-02', true],
  [{ kind: 'server-error', status: 500 }, 'internal', 'SIGNIN-5XX-500', true],
  [{ kind: 'server-error', status: 503 }, 'unavailable', 'SIGNIN-5XX-503', true],
  [refusal('internal'), 'internal', 'SIGNIN-5XX-ref-42', true],
  [refusal('code-wrong', { attemptsLeft: 2 }), 'code-wrong', 'SIGNIN-4XX-ref-42', false],
  [refusal('too-many-requests', { retryAfterSeconds: 9 }), 'too-many-requests', 'SIGNIN-4XX-ref-42', true],
])('%j is told as %s with reference %s', (failure, code, reference, retryable) => {
  expect(problemFrom(failure, NOW)).toMatchObject({ code, reference, retryable });
});

test('every way to fail has a reference of its own', () => {
  const kinds = ['offline', 'unreachable', 'timeout', 'proxy', 'certificate', 'clock', 'not-vu-api', 'answer-unknown'] as const;
  expect(new Set(kinds.map((kind) => problemFrom({ kind }, NOW).reference)).size).toBe(kinds.length);
});

test('a wait is told as the moment when it is over', () => {
  expect(problemFrom(refusal('resend-limit', { retryAfterSeconds: 90 }), NOW).retryAt).toBe(NOW + 90_000);
});

test('a server’s reference can bring nothing odd into the log or the telephone', () => {
  const failure: ApiFailure = { kind: 'refused', code: 'internal', details: {}, reference: `a\n<b>${'9'.repeat(100)}` };
  expect(problemFrom(failure, NOW).reference).toBe(`SIGNIN-5XX-ab${'9'.repeat(34)}`);
});

test('the QR path draws exactly the dark modules of the code', () => {
  const { size, path } = qrPath(ENROLMENT.uri);
  const { modules } = create(ENROLMENT.uri, { errorCorrectionLevel: 'M' });
  const drawn = new Uint8Array(size * size);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let step = 0; step < Number(width); step += 1) drawn[Number(y) * size + Number(x) + step] = 1;
  }
  expect(size).toBe(modules.size);
  expect(drawn).toEqual(Uint8Array.from(modules.data, (dark) => (dark ? 1 : 0)));
});
