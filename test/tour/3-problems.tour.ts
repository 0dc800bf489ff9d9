import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { about } from '../../shared/sign-in/operations.ts';
import { signInForm } from '../desktop/pages/sign-in.ts';
import { UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from '../support/certificate.ts';
import { expect, test } from '../support/desktop.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { camera } from './camera.ts';

const picture = camera('When something is wrong');
/** Chromium's own number for a certificate that is not good at this time, which is how a wrong clock shows. */
const ERR_CERT_DATE_INVALID = -201;

test('the service can’t be reached', async ({ vu }) => {
  await vu.api.stop();
  const window = await vu.start();
  await expect(window.getByText('The Vu service can’t be reached')).toBeVisible();
  await picture(window, 'unreachable', 'The service can’t be reached');
  await vu.api.startAgain();
});

test('the certificate is refused', async ({ vu }) => {
  const server = createTlsServer({ key: UNTRUSTED_KEY, cert: UNTRUSTED_CERTIFICATE }, (_request, response) => response.end());
  const window = await vu.start({ api: `https://127.0.0.1:${await listenOnLoopback(server)}` });
  await expect(window.getByText(/certificate/).first()).toBeVisible();
  await picture(window, 'certificate-refused', 'The certificate is refused');
  server.close();
});

test('the computer’s clock is wrong', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await expect(window.getByText('Porthaven Council').first()).toBeVisible();
  await vu.app.evaluate(({ session }, error) => {
    session.fromPartition('vu-api').protocol.interceptStringProtocol('http', (_request, answer) => answer({ error }));
  }, ERR_CERT_DATE_INVALID);
  await signInForm(window).signIn(person);
  await expect(window.getByText('This computer’s clock is wrong')).toBeVisible();
  await picture(window, 'clock-wrong', 'This computer’s clock is wrong');
});

test('the service itself fails', async ({ vu }) => {
  const known = await (await fetch(`${vu.api.url}${about.path}`)).text();
  const failing = createServer((request, response) => {
    const knows = request.url === about.path;
    response.writeHead(knows ? 200 : 500, { 'content-type': 'application/json' }).end(knows ? known : '{}');
  });
  const window = await vu.start({ api: `http://127.0.0.1:${await listenOnLoopback(failing)}` });
  await expect(window.getByText('Porthaven Council').first()).toBeVisible();
  await signInForm(window).signIn(vu.api.person('authenticator'));
  await expect(window.getByText('Something went wrong in the Vu service')).toBeVisible();
  await picture(window, 'server-error', 'Something went wrong in the service');
  failing.close();
});

test('something else answers at the address', async ({ vu }) => {
  const other = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<h1>Welcome to the guest network</h1>'),
  );
  const window = await vu.start({ api: `http://127.0.0.1:${await listenOnLoopback(other)}` });
  await expect(window.getByText('Something else answers').first()).toBeVisible();
  await picture(window, 'not-vu-api', 'Something else answers');
  other.close();
});
