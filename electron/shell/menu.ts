import { app, dialog, Menu, type MenuItem, type MenuItemConstructorOptions } from 'electron';
import type { Language } from '../../shared/applications.ts';
import { packagedCommit } from './packaged-commit.ts';
import type { Runtime } from './runtime.ts';
import { openFolder } from './safe-shell.ts';
import { type SupportAbout, saveSupportFile } from './save-support.ts';
import type { CheckResult } from './updater.ts';
import type { VuWindow } from './window.ts';
import { type ShellWords, shellWords } from './words.ts';

async function showAbout(vuWindow: VuWindow, runtime: Runtime, words: ShellWords): Promise<void> {
  const commit = packagedCommit(app.getAppPath());
  const lines = [
    `${words.version} ${app.getVersion()}${commit === null ? '' : `, ${words.builtFrom} ${commit}`}`,
    `Electron ${runtime.electron} · Chromium ${runtime.chromium} · Node ${runtime.node}`,
    ...(runtime.compatibility ? ['', words.compatibilityRuntime] : []),
  ];
  await dialog.showMessageBox(vuWindow.window, {
    type: 'info',
    title: words.about,
    message: app.getName(),
    detail: lines.join('\n'),
    buttons: [words.close],
    noLink: true,
  });
}

async function showCheck({ window }: VuWindow, item: MenuItem, check: () => Promise<CheckResult>, words: ShellWords): Promise<void> {
  // A server that is slow to answer is asked once, however often it is chosen.
  item.enabled = false;
  const result = await check();
  item.enabled = true;
  if (window.isDestroyed()) return;
  await dialog.showMessageBox(window, {
    type: result === 'failed' ? 'warning' : 'info',
    title: words.checkForUpdates,
    message: words[UPDATE_WORDS[result]],
    buttons: [words.close],
    noLink: true,
  });
}

const UPDATE_WORDS = { none: 'upToDate', downloading: 'updateComing', ready: 'updateReady', failed: 'updateUnknown' } as const;

/** What the menu acts on. */
interface MenuOf {
  readonly vuWindow: VuWindow;
  readonly runtime: Runtime;
  readonly support: () => SupportAbout;
  /** Null where the desktop doesn't look for new versions itself. */
  readonly checkForUpdates: (() => Promise<CheckResult>) | null;
}

/** Other keys for the same: a menu shows one. */
function alsoBy(keys: readonly string[], label: string, click: () => void): MenuItemConstructorOptions[] {
  return keys.map((accelerator) => ({ label, accelerator, visible: false, acceleratorWorksWhenHidden: true, click }));
}

function template({ vuWindow, runtime, support, checkForUpdates }: MenuOf, words: ShellWords): MenuItemConstructorOptions[] {
  const { zoom } = vuWindow;
  return [
    { label: words.file, submenu: [{ id: 'quit', label: words.quit, role: 'quit' }] },
    {
      label: words.edit,
      submenu: [
        { label: words.undo, role: 'undo' },
        { label: words.redo, role: 'redo' },
        { type: 'separator' },
        { label: words.cut, role: 'cut' },
        { label: words.copy, role: 'copy' },
        { label: words.paste, role: 'paste' },
        { label: words.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: words.view,
      submenu: [
        { id: 'zoom-in', label: words.zoomIn, accelerator: 'CommandOrControl+Plus', click: () => zoom('in') },
        // The key that bears + without Shift, which is what people press; and the keypad's.
        ...alsoBy(['CommandOrControl+=', 'CommandOrControl+numadd'], words.zoomIn, () => zoom('in')),
        { id: 'zoom-out', label: words.zoomOut, accelerator: 'CommandOrControl+-', click: () => zoom('out') },
        ...alsoBy(['CommandOrControl+Shift+-', 'CommandOrControl+numsub'], words.zoomOut, () => zoom('out')),
        { id: 'zoom-actual', label: words.actualSize, accelerator: 'CommandOrControl+0', click: () => zoom('actual') },
        ...alsoBy(['CommandOrControl+num0'], words.actualSize, () => zoom('actual')),
        { type: 'separator' },
        { label: words.fullScreen, role: 'togglefullscreen' },
      ],
    },
    {
      label: words.help,
      submenu: [
        { id: 'support', label: words.support, click: () => void saveSupportFile(vuWindow.window, support(), words) },
        { label: words.openLogs, click: () => void openFolder(app.getPath('logs')) },
        ...(checkForUpdates === null
          ? []
          : [
              {
                id: 'check-for-updates',
                label: words.checkForUpdates,
                click: (item: MenuItem) => void showCheck(vuWindow, item, checkForUpdates, words),
              },
            ]),
        { id: 'about', label: words.about, click: () => void showAbout(vuWindow, runtime, words) },
      ],
    },
  ];
}

/** Puts the menu up, in a language. Called again when the person chooses the other one. */
export function showMenu(menu: MenuOf, language: Language): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(menu, shellWords(language))));
}
