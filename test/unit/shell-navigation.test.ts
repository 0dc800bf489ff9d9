import { expect, test } from 'vitest';
import { mayNavigate } from '../../electron/shell/navigation-rule.ts';

const PAGE = 'app://bundle/index.html';

test.each([PAGE, `${PAGE}#main`])('the page may move to %s, which is itself', (to) => {
  expect(mayNavigate(PAGE, to)).toBe(true);
  expect(mayNavigate(`${PAGE}#other`, to)).toBe(true);
});

test.each([
  'http://vu.example/',
  'https://vu.example/',
  'https://bundle/index.html',
  'file:///etc/passwd',
  'data:text/html,<h1>hello</h1>',
  'javascript:alert(1)',
  'blob:app://bundle/5f1c',
  'about:blank',
  'about:srcdoc',
  'app://other/index.html',
  'app://bundle/assets/index.js',
  'app://bundle/',
  'app://bundle/index.html?next=1',
  'app://user:word@bundle/index.html',
  'app://bundle:1/index.html',
  'view-source:app://bundle/index.html',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'mailto:desktop@vu.example',
  'not an address',
  '',
])('the page may not move to %s', (to) => {
  expect(mayNavigate(PAGE, to)).toBe(false);
});

test('a page that is not ours may not move to ours', () => {
  expect(mayNavigate('https://vu.example/', PAGE)).toBe(false);
  expect(mayNavigate('data:text/html,hello', PAGE)).toBe(false);
});
