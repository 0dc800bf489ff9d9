import path from 'node:path';
import { COUNCIL_HOST } from '../support/certificate.ts';
import { type CouncilNetwork, homeTrustingAuthority, startCouncilNetwork, systemProxy } from '../support/council-network.ts';
import { expect, test, type Vu } from '../support/desktop.ts';
import { signInByApp } from './pages/shell.ts';

function problem(vu: Vu): Promise<string | null> {
  return vu.window.evaluate(async () => {
    const { screen } = await globalThis.window.vu.view();
    return 'problem' in screen ? (screen.problem?.code ?? null) : null;
  });
}

test('the system’s proxy, its PAC file and its certificate store are what the desktop goes by', async ({ vu }) => {
  const network: CouncilNetwork = await startCouncilNetwork(vu.api.url);
  const trusting = homeTrustingAuthority(path.dirname(vu.userDataDir));
  const start = (proxy: Parameters<typeof systemProxy>[0], home: Readonly<Record<string, string>> = { HOME: trusting }) =>
    vu.restart({ api: network.address, env: { ...systemProxy(proxy), ...home } });

  // Through the proxy, but the authority is nobody that this computer knows.
  await start({ https_proxy: network.proxy }, {});
  await expect.poll(() => problem(vu)).toBe('certificate-refused');

  await start({ https_proxy: network.proxy });
  await signInByApp(vu, vu.api.person('authenticator'));

  // And by a script, with no other way there.
  await start({ auto_proxy: network.pac });
  await expect
    .poll(async () => (await vu.window.evaluate(() => globalThis.window.vu.view())).about?.organisation.en ?? null)
    .not.toBeNull();
  expect(network.pacReads()).toBeGreaterThan(0);
  expect(await problem(vu)).toBeNull();

  // Nobody but the API was ever asked for, not by Chromium either.
  expect([...network.connected]).toEqual([`${COUNCIL_HOST}:443`]);
  expect(network.inTheOpen).toEqual([]);
  network.close();
});
