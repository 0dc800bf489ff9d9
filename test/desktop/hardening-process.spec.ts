import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from '../support/certificate.ts';
import { expect, test, type Vu } from '../support/desktop.ts';
import { listenOnLoopback } from '../support/loopback.ts';

/** Counts, in main, how often the page has loaded: the test driver's own page object does not outlive its process. */
async function countLoads(vu: Vu): Promise<() => Promise<number>> {
  await vu.app.evaluate(({ BrowserWindow }) => {
    Reflect.set(globalThis, 'loadsOfTest', 0);
    BrowserWindow.getAllWindows()[0]?.webContents.on('did-finish-load', () => {
      Reflect.set(globalThis, 'loadsOfTest', Reflect.get(globalThis, 'loadsOfTest') + 1);
    });
  });
  return () => vu.app.evaluate(() => Reflect.get(globalThis, 'loadsOfTest'));
}

/** What is in the window, as main reads it. */
function textOnScreen(vu: Vu): Promise<string> {
  return vu.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText'));
}

/** Answers every dialog with nothing and keeps what it would have said. */
async function keepDialogs(vu: Vu): Promise<() => Promise<string[]>> {
  await vu.app.evaluate(({ dialog }) => {
    const said: string[] = [];
    Reflect.set(globalThis, 'dialogsOfTest', said);
    Reflect.set(dialog, 'showMessageBox', (...args: unknown[]) => {
      said.push(JSON.stringify(args.at(-1)));
      return new Promise(() => {});
    });
  });
  return () => vu.app.evaluate(() => Reflect.get(globalThis, 'dialogsOfTest'));
}

/** Chooses from the menu, which is there once the page has painted. */
async function clickMenu(vu: Vu, id: string): Promise<void> {
  const click = () =>
    vu.app.evaluate(({ Menu }, item) => {
      const found = Menu.getApplicationMenu()?.getMenuItemById(item) ?? null;
      found?.click();
      return found !== null;
    }, id);
  await expect.poll(click).toBe(true);
}

test('a second start on the same profile ends with 0 and brings the first to the front', async ({ vu }) => {
  await vu.start();
  await vu.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await vu.startSecond()).toBe(0);
  expect(vu.logs()).toContain('Vu Desktop is open already with this profile.');
  await expect
    .poll(() => vu.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())))
    .toEqual([true]);
});

test('a page whose process dies is loaded again once, and the second time the person is asked', async ({ vu }) => {
  const window = await vu.start();
  await expect(window.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  const dialogs = await keepDialogs(vu);
  const loads = await countLoads(vu);
  const crash = () => vu.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await crash();
  await expect.poll(loads).toBe(1);
  await expect.poll(() => textOnScreen(vu)).toContain('Sign in');
  expect(await dialogs()).toEqual([]);
  await crash();
  await expect.poll(dialogs).toEqual([expect.stringContaining('The screen stopped working')]);
  expect(await loads()).toBe(1);
});

test('a fault in main is logged and said in plain words, without its text', async ({ vu }) => {
  await vu.start();
  const dialogs = await keepDialogs(vu);
  await vu.app.evaluate(() => {
    setTimeout(() => {
      throw new Error('agent@vu.example could not be read');
    });
  });
  await expect.poll(dialogs).toEqual([expect.stringContaining('Vu Desktop has to close')]);
  expect((await dialogs()).join()).not.toContain('agent@vu.example');
  expect(vu.logs()).toContain('Uncaught exception');
  expect(readFileSync(join(vu.userDataDir, 'logs/vu-desktop.log'), 'utf8')).not.toContain('agent@vu.example');
});

test('the size of the text, the place and size of the window and the language are there again after a restart', async ({ vu }) => {
  const place = { x: 60, y: 40, width: 900, height: 700 };
  const first = await vu.start();
  await first.evaluate(() => globalThis.window.vu.send({ kind: 'choose-language', language: 'cy' }));
  await clickMenu(vu, 'zoom-in');
  await clickMenu(vu, 'zoom-in');
  await vu.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place);
  const window = await vu.restart();
  expect((await window.evaluate(() => globalThis.window.vu.view())).language).toBe('cy');
  const now = () =>
    vu.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => [window.getBounds(), window.webContents.getZoomFactor()]),
    );
  expect(await now()).toEqual([[place, 1.25]]);
  for (let at = 0; at < 20; at += 1) await clickMenu(vu, 'zoom-in');
  expect((await now())[0]?.[1]).toBe(3);
  for (let at = 0; at < 20; at += 1) await clickMenu(vu, 'zoom-out');
  expect((await now())[0]?.[1]).toBe(0.5);
  await clickMenu(vu, 'zoom-actual');
  expect((await now())[0]?.[1]).toBe(1);
});

test('About says which versions these are, in the language of the screen', async ({ vu }) => {
  const window = await vu.start();
  const dialogs = await keepDialogs(vu);
  await clickMenu(vu, 'about');
  const electron = await vu.app.evaluate(() => process.versions.electron);
  await expect.poll(dialogs).toEqual([expect.stringContaining(`Electron ${electron}`)]);
  await window.evaluate(() => globalThis.window.vu.send({ kind: 'choose-language', language: 'cy' }));
  await expect.poll(() => vu.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label))).toContain('Cymorth');
});

test('a damaged profile, in a folder of any name, starts like a new one', async ({ vu }) => {
  expect(vu.userDataDir).toMatch(/ .*[^ -~]/);
  for (const name of ['settings.json', 'window.json']) writeFileSync(join(vu.userDataDir, name), '{"address": "https://vu');
  // A file where the log's folder should be, so that there can be no log.
  writeFileSync(join(vu.userDataDir, 'logs'), '');
  const window = await vu.start();
  await expect.poll(async () => (await window.evaluate(() => globalThis.window.vu.view())).screen.name).toBe('sign-in');
  expect(readFileSync(join(vu.userDataDir, 'settings.json.unusable'), 'utf8')).toBe('{"address": "https://vu');
});

/** The code of the problem on screen. */
function problem(vu: Vu): Promise<string | null> {
  return vu.window.evaluate(async () => {
    const { screen } = await globalThis.window.vu.view();
    return 'problem' in screen ? (screen.problem?.code ?? null) : null;
  });
}

test('main reaches the API through the proxy that the system names', async ({ vu }) => {
  const asked: string[] = [];
  const proxy = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  const port = await listenOnLoopback(proxy);
  await vu.start({ args: [`--proxy-server=http://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'] });
  await expect.poll(() => asked).toContain(`${vu.api.url}/v1/about`);
  proxy.close();
});

test('a proxy that wants its own sign-in is told apart, and never given anything', async ({ vu }) => {
  const authorizations: (string | undefined)[] = [];
  const proxy = createServer((request: IncomingMessage, response: ServerResponse) => {
    authorizations.push(request.headers['proxy-authorization']);
    response.writeHead(407, { 'proxy-authenticate': 'Basic realm="Council"' }).end();
  });
  const port = await listenOnLoopback(proxy);
  await vu.start({ args: [`--proxy-server=http://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'] });
  await expect.poll(() => problem(vu)).toBe('proxy-refused');
  expect(new Set(authorizations)).toEqual(new Set([undefined]));
  proxy.close();
});

test('a certificate that this computer does not trust is refused, also when a switch says to ignore it', async ({ vu }) => {
  let requests = 0;
  const server = createTlsServer({ key: UNTRUSTED_KEY, cert: UNTRUSTED_CERTIFICATE }, (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  const port = await listenOnLoopback(server);
  for (const args of [[], ['--ignore-certificate-errors']]) {
    await vu.restart({ api: `https://127.0.0.1:${port}`, args });
    await expect.poll(() => problem(vu)).toBe('certificate-refused');
  }
  expect(requests).toBe(0);
  server.close();
});
