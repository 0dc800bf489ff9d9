import { expect, test, type Vu } from '../support/desktop.ts';
import { pressInWindow } from '../support/native-box.ts';
import { button } from './pages/second-factor.ts';
import { expectHeading } from './pages/sign-in.ts';

/** How a person says which languages they prefer, strongest first; each is said in the ways that Linux has. */
const LANGUAGES: readonly [string, Readonly<Record<string, string>>, 'cy' | 'en'][] = [
  ['LANG=cy_GB', { LANG: 'cy_GB' }, 'cy'],
  ['LANG=cy_GB.UTF-8', { LANG: 'cy_GB.UTF-8' }, 'cy'],
  ['LC_MESSAGES over LANG', { LANG: 'en_GB.UTF-8', LC_MESSAGES: 'cy_GB.UTF-8' }, 'cy'],
  ['LC_ALL over both', { LANG: 'cy_GB.UTF-8', LC_MESSAGES: 'cy_GB.UTF-8', LC_ALL: 'en_GB.UTF-8' }, 'en'],
  ['LANGUAGE, with others first that we don’t have', { LANG: 'en_GB.UTF-8', LANGUAGE: 'gd:cy:en' }, 'cy'],
  ['a language that we don’t have', { LANG: 'pl_PL.UTF-8' }, 'en'],
];

for (const [what, env, language] of LANGUAGES) {
  test(`the first start speaks the language that the system says is preferred: ${what}`, async ({ vu }) => {
    const window = await vu.start({ env });
    await expectHeading(window, language === 'cy' ? 'Mewngofnodi' : 'Sign in');
    await expect(window.locator('html')).toHaveAttribute('lang', language === 'cy' ? 'cy' : 'en-GB');
    // The menu and the boxes too.
    await expect
      .poll(() => vu.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label)))
      .toContain(language === 'cy' ? 'Cymorth' : 'Help');
  });
}

test('a language that the person chose stays, whatever the system says', async ({ vu }) => {
  const window = await vu.start({ env: { LANG: 'cy_GB.UTF-8' } });
  await expectHeading(window, 'Mewngofnodi');
  await button(window, 'English').click();
  await expectHeading(window, 'Sign in');
  await expectHeading(await vu.restart({ env: { LANG: 'cy_GB.UTF-8' } }), 'Sign in');
});

/** How large the text is: 1 is 100 %. */
function zoom(vu: Vu): Promise<number | undefined> {
  return vu.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor());
}

test('the text grows, shrinks and is as large as ever by every key that other programs take, on the real keyboard', async ({ vu }) => {
  test.skip(process.platform !== 'linux', 'the keyboard is X’s');
  await vu.start();
  await expect.poll(() => vu.app.evaluate(({ Menu }) => Menu.getApplicationMenu() !== null)).toBe(true);
  const press = (key: string): Promise<void> => pressInWindow(vu, 'Sign in – Vu Desktop', [key]);
  const bigger = ['ctrl+plus', 'ctrl+equal', 'ctrl+shift+equal', 'ctrl+KP_Add'];
  for (const key of bigger) {
    await press(key);
    await expect.poll(() => zoom(vu), { message: key }).toBeCloseTo(1.1);
    await press('ctrl+0');
    await expect.poll(() => zoom(vu), { message: 'ctrl+0' }).toBeCloseTo(1);
  }
  const smaller = ['ctrl+minus', 'ctrl+shift+minus', 'ctrl+KP_Subtract'];
  for (const key of smaller) {
    await press(key);
    await expect.poll(() => zoom(vu), { message: key }).toBeCloseTo(0.9);
    await press('ctrl+KP_0');
    await expect.poll(() => zoom(vu), { message: 'ctrl+KP_0' }).toBeCloseTo(1);
  }
});
