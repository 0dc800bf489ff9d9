import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/desktop.ts';
import { desktopSuite } from '../support/environment.ts';

const PAGE = 'app://bundle/index.html';

test('the page is given no permission of any name', async ({ vu }) => {
  const window = await vu.start();
  const states = await window.evaluate(async () => {
    const names = [
      'accelerometer',
      'ambient-light-sensor',
      'background-fetch',
      'background-sync',
      'camera',
      'clipboard-read',
      'clipboard-write',
      'geolocation',
      'gyroscope',
      'idle-detection',
      'local-fonts',
      'magnetometer',
      'microphone',
      'midi',
      'nfc',
      'notifications',
      'payment-handler',
      'persistent-storage',
      'screen-wake-lock',
      'window-management',
    ];
    const answer = async (name: string): Promise<[string, string]> => {
      try {
        return [name, (await navigator.permissions.query({ name } as PermissionDescriptor)).state];
      } catch {
        return [name, 'not known'];
      }
    };
    return Object.fromEntries(await Promise.all(names.map(answer)));
  });
  expect(new Set(Object.values(states))).toEqual(new Set(['denied', 'not known']));
  expect(states).toMatchObject({ camera: 'denied', geolocation: 'denied', 'clipboard-read': 'denied', notifications: 'denied' });

  const asked = await window.evaluate(async () => {
    const refusal = (work: () => Promise<unknown>): Promise<string> =>
      work().then(
        () => 'granted',
        () => 'refused',
      );
    return [
      await refusal(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      await refusal(() => navigator.mediaDevices.getDisplayMedia()),
      await refusal(() => navigator.clipboard.readText()),
      await refusal(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))),
    ];
  });
  expect(asked).toEqual(['refused', 'refused', 'refused', 'refused']);
});

test('nothing that the page does opens a window or leaves the page', async ({ vu }) => {
  const window = await vu.start();
  await window.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://vu.example/';
    link.target = '_blank';
    link.textContent = 'out';
    Object.assign(link.style, {
      position: 'fixed',
      left: '0',
      top: '0',
      width: '80px',
      height: '40px',
      zIndex: '99999',
      background: 'white',
    });
    document.body.append(link);
  });
  await window.mouse.click(20, 20);
  await window.mouse.click(20, 20, { button: 'middle' });
  await window.keyboard.down('Control');
  await window.mouse.click(20, 20);
  await window.keyboard.up('Control');
  const opened = await window.evaluate(() => [
    globalThis.open('https://vu.example/'),
    globalThis.open('about:blank'),
    globalThis.open('app://bundle/index.html', 'again', 'width=200,height=200'),
  ]);
  expect(opened).toEqual([null, null, null]);
  for (const to of ['https://vu.example/', 'file:///etc/hosts', 'data:text/html,hello', 'app://other/index.html', 'app://bundle/assets/']) {
    await window.evaluate((address) => globalThis.location.assign(address), to);
  }
  await window.evaluate(() => globalThis.location.assign('#elsewhere'));

  expect(window.url()).toBe(`${PAGE}#elsewhere`);
  expect(await window.evaluate(() => typeof globalThis.window.vu)).toBe('object');
  expect(await vu.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getURL()))).toEqual([
    `${PAGE}#elsewhere`,
  ]);
});

test('a file that is dropped on the page does not take its place', async ({ vu }) => {
  const window = await vu.start();
  const input = await window.context().newCDPSession(window);
  const data = { items: [], files: ['/etc/hosts'], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await input.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  // Something that takes a turn of the page's own event loop, which a navigation would have ended.
  expect(await window.evaluate(() => new Promise((resolve) => setTimeout(() => resolve(location.href), 300)))).toBe(PAGE);
  expect(vu.app.windows()).toHaveLength(1);
});

test('the page can run, style and fetch nothing but its own files', async ({ vu }) => {
  const window = await vu.start();
  const violations = await window.evaluate(async () => {
    const seen = new Set<string>();
    document.addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective));
    const attempt = (work: () => unknown): void => {
      try {
        work();
      } catch {
        // Trusted types throw as well as report.
      }
    };
    const append = (name: string, attributes: Record<string, string>, text = ''): void => {
      const element = document.createElement(name);
      for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
      element.append(text);
      document.body.append(element);
    };
    attempt(() => append('script', {}, 'globalThis.ran = true'));
    attempt(() => append('script', { src: 'data:text/javascript,globalThis.ran = true' }));
    attempt(() => append('style', {}, 'body { display: none }'));
    attempt(() => append('img', { src: 'https://vu.example/a.png' }));
    attempt(() => append('iframe', { src: 'https://vu.example/' }));
    attempt(() => append('base', { href: 'https://vu.example/' }));
    attempt(() => append('p', { style: 'color: red' }));
    attempt(() => {
      document.body.innerHTML += '<b>hello</b>';
    });
    attempt(() => new Worker('data:text/javascript,0'));
    attempt(() => fetch('https://vu.example/').catch(() => undefined));
    attempt(() => new WebSocket('wss://vu.example/'));
    attempt(() => {
      const form = document.createElement('form');
      form.action = 'https://vu.example/';
      document.body.append(form);
      form.submit();
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    return [...seen, 'ran' in globalThis ? 'A SCRIPT RAN' : ''].filter((text) => text !== '').sort();
  });
  // Scripts and workers stop at trusted types, before the directives of their own are asked.
  expect(violations).toEqual([
    'base-uri',
    'connect-src',
    'form-action',
    'frame-src',
    'img-src',
    'require-trusted-types-for',
    'style-src-attr',
    'style-src-elem',
  ]);
  // Text is not run as code either. A debugger may do so, unless it is told to be held to the page's policy.
  const debuggerOfPage = await window.context().newCDPSession(window);
  const evaluate = (expression: string) =>
    debuggerOfPage.send('Runtime.evaluate', {
      expression: `(() => { try { return ${expression}; } catch (error) { return error.name; } })()`,
      allowUnsafeEvalBlockedByCSP: false,
      returnByValue: true,
    });
  for (const [code, outcome] of [
    ['1 + 1', 2],
    ["eval('1 + 1')", 'EvalError'],
    ["new Function('return 2')()", 'EvalError'],
  ] as const)
    expect((await evaluate(code)).result.value, code).toBe(outcome);
});

test('the built page has nothing inline', () => {
  const html = readFileSync(join(desktopSuite().bundle, 'renderer/index.html'), 'utf8');
  for (const [script] of html.matchAll(/<script\b[^>]*>[\s\S]*?<\/script>/gu))
    expect(script).toMatch(/^<script [^>]*\bsrc="[^"]+"[^>]*><\/script>$/);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:/i);
});

test('the page gets three functions from the preload and nothing else of Electron or Node', async ({ vu }) => {
  const window = await vu.start();
  const surface = await window.evaluate(async () => {
    const { vu } = globalThis.window;
    const tryTo = (work: () => unknown): string => {
      try {
        work();
        return 'done';
      } catch (error) {
        return error instanceof Error ? error.name : 'thrown';
      }
    };
    const received: number[] = [];
    const stop = vu.onView((...args: unknown[]) => received.push(args.length));
    await vu.send({ kind: 'choose-language', language: 'cy' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    stop();
    return {
      keys: Object.keys(vu).sort(),
      types: Object.values(vu).map((value) => typeof value),
      frozen: Object.isFrozen(vu),
      replaced: tryTo(() => Object.assign(globalThis.window, { vu: {} })),
      extended: tryTo(() => Object.assign(vu, { more: 1 })),
      changed: tryTo(() => Object.assign(vu, { send: () => 1 })),
      stillTheSame: globalThis.window.vu === vu,
      argumentsOfEachView: [...new Set(received)],
      globals: ['require', 'module', 'process', 'global', 'Buffer', 'electron', 'ipcRenderer', '__dirname'].filter(
        (name) => name in globalThis,
      ),
    };
  });
  expect(surface).toEqual({
    keys: ['onView', 'send', 'view'],
    types: ['function', 'function', 'function'],
    frozen: true,
    replaced: 'TypeError',
    extended: 'TypeError',
    changed: 'TypeError',
    stillTheSame: true,
    argumentsOfEachView: [1],
    globals: [],
  });
});

test('a frame within the page has no bridge, and main refuses it', async ({ vu }) => {
  const window = await vu.start();
  const inFrame = await window.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return frame.contentWindow === null ? 'no frame' : typeof Reflect.get(frame.contentWindow, 'vu');
  });
  expect(inFrame).toBe('undefined');
  const answers = await vu.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers');
    const handler: unknown = handlers instanceof Map ? handlers.get('vu:intent') : null;
    if (contents === undefined || typeof handler !== 'function') throw new Error('Electron keeps its handlers elsewhere now');
    const from = async (senderFrame: unknown): Promise<unknown> =>
      handler({ sender: contents, senderFrame }, { kind: 'choose-language', language: 'cy' });
    return {
      frames: contents.mainFrame.frames.length,
      top: await from(contents.mainFrame),
      within: await from(contents.mainFrame.frames[0]),
    };
  });
  expect(answers).toEqual({ frames: 1, top: { ok: true }, within: { ok: false, code: 'refused' } });
});

test('main loads no file into a window, and no page into a page, whoever asks', async ({ vu }) => {
  await vu.start();
  const outcome = await vu.app.evaluate(async ({ BrowserWindow, session, webContents }, page) => {
    // As a mistake of ours would make it.
    const window = new BrowserWindow({ show: false, webPreferences: { webviewTag: true, sandbox: false } });
    const failure = await window.loadURL('file:///etc/hosts').then(
      () => 'loaded',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'),
    );
    await window.loadURL(page);
    const asked = new Promise<boolean>((resolve) =>
      window.webContents.once('will-attach-webview', (event) => resolve(event.defaultPrevented)),
    );
    await window.webContents.executeJavaScript(`
      document.body.append(Object.assign(document.createElement('webview'), { src: ${JSON.stringify(page)}, allowpopups: true })); 0`);
    const prevented = await asked;
    const types = webContents.getAllWebContents().map((contents) => contents.getType());
    window.destroy();
    return { failure, prevented, types, persistent: session.fromPartition('vu-api').isPersistent() };
  }, PAGE);
  expect(outcome).toEqual({ failure: 'ERR_BLOCKED_BY_CLIENT', prevented: true, types: ['window', 'window'], persistent: false });
});

test('the window has every lock on', async ({ vu }) => {
  await vu.start();
  const preferences = await vu.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return contents === undefined ? null : Reflect.apply(Reflect.get(contents, 'getLastWebPreferences'), contents, []);
  });
  expect(preferences).toMatchObject({
    allowRunningInsecureContent: false,
    contextIsolation: true,
    experimentalFeatures: false,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
  });
  expect(Reflect.get(Object(preferences), 'enableBlinkFeatures') ?? '').toBe('');
});
