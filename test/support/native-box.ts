import { expect, type Vu } from './desktop.ts';

/** How soon a box of the operating system is there, on a machine that is busy with other things. */
const SHOWN = { timeout: 15_000, intervals: [100] };

/** The windows with exactly this title. */
async function windowsCalled(vu: Vu, title: string): Promise<string[]> {
  const found = await vu.inSession(['xdotool', 'search', '--onlyvisible', '--name', `^${title}$`]).catch(() => '');
  return found.split('\n').filter((id) => id !== '');
}

/** Nothing stands over the desktop's own window. */
export async function expectNoBox(vu: Vu, title = 'Vu Desktop'): Promise<void> {
  expect(await windowsCalled(vu, title)).toEqual([]);
}

/** Waits for a box, presses keys in it as a person does on the real keyboard, and waits until it is gone. */
export async function pressInBox(vu: Vu, keys: readonly string[], title = 'Vu Desktop'): Promise<void> {
  await expect.poll(() => windowsCalled(vu, title), SHOWN).toHaveLength(1);
  const [id = ''] = await windowsCalled(vu, title);
  await vu.inSession(['xdotool', 'windowfocus', '--sync', id, 'key', '--delay', '50', ...keys]);
  await expect.poll(() => windowsCalled(vu, title), SHOWN).toEqual([]);
}

/** Presses keys on the real keyboard, in the desktop's own window. */
export async function pressInWindow(vu: Vu, title: string, keys: readonly string[]): Promise<void> {
  await expect.poll(() => windowsCalled(vu, title), SHOWN).toHaveLength(1);
  const [id = ''] = await windowsCalled(vu, title);
  await vu.inSession(['xdotool', 'windowfocus', '--sync', id, 'key', '--delay', '50', ...keys]);
}

/** The button that the box stands at is the one that keeps things as they are; this goes to the other one. */
export const AGREE = ['Tab', 'space'];

/** Presses whatever a person in a hurry presses. */
export const HURRY = ['Return'];
