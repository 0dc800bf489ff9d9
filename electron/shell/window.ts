import { join } from 'node:path';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import { BUNDLE_PAGE } from './bundle-files.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import {
  boundsOnDisplays,
  NEW_WINDOW,
  parseWindowState,
  WINDOW_DEFAULT,
  WINDOW_LEAST,
  type WindowState,
  zoomStep,
} from './window-state.ts';

/** The page's own surface colours (renderer/styles), so that nothing flashes before it paints. */
const SURFACE = { light: '#f6f7f6', dark: '#131b1c' } as const;

/** A page that shows nothing by then is shown all the same: an empty window can be closed, an invisible one can't. */
const SHOW_AT_LATEST_MS = 3000;

/** What the page may do to the machine: nothing (desktop reference, section 3, items 2 to 12). */
const WEB_PREFERENCES = {
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  // A middle click would open a window before any guard is asked.
  disableBlinkFeatures: 'Auxclick',
  v8CacheOptions: 'code',
} as const;

function stateFile(): string {
  return join(app.getPath('userData'), 'window.json');
}

function optionsFor(state: WindowState): BrowserWindowConstructorOptions {
  const workAreas = state.bounds === null ? [] : screen.getAllDisplays().map((display) => display.workArea);
  return {
    ...WINDOW_DEFAULT,
    ...(boundsOnDisplays(state.bounds, workAreas) ?? {}),
    minWidth: WINDOW_LEAST.width,
    minHeight: WINDOW_LEAST.height,
    show: false,
    title: app.getName(),
    backgroundColor: SURFACE[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    webPreferences: {
      ...WEB_PREFERENCES,
      devTools: !app.isPackaged,
      preload: join(__dirname, 'preload.cjs'),
      zoomFactor: state.zoom,
    },
  };
}

/** The one window, with what the rest of the shell needs of it. */
export interface VuWindow {
  readonly window: BrowserWindow;
  /** Resolves once the first screen is on the page, or has had its time: what isn't needed before that waits for it. */
  readonly painted: Promise<void>;
  /** Shows it, as large as it was, unless it is shown already. */
  show(): void;
  zoom(to: 'in' | 'out' | 'actual'): void;
}

/** Remembers where the window was when it closes. */
function remember(window: BrowserWindow): void {
  writeJsonFile(stateFile(), {
    bounds: window.getNormalBounds(),
    maximised: window.isMaximized(),
    zoom: window.webContents.getZoomFactor(),
  } satisfies WindowState);
}

/** Makes the window and starts to load the page, without showing it yet. */
export function openWindow(): VuWindow {
  const { value: state } = readJsonFile(stateFile(), parseWindowState, NEW_WINDOW);
  const window = new BrowserWindow(optionsFor(state));
  const { webContents } = window;
  const painted = new Promise<void>((resolve) => {
    const late = setTimeout(resolve, SHOW_AT_LATEST_MS);
    // `ready-to-show` comes with the empty page; its title changes when the first screen is in it.
    webContents.on('page-title-updated', (_event, title) => {
      if (title === app.getName()) return;
      clearTimeout(late);
      resolve();
    });
  });
  const zoom = (to: 'in' | 'out' | 'actual'): void => {
    webContents.setZoomFactor(to === 'actual' ? NEW_WINDOW.zoom : zoomStep(webContents.getZoomFactor(), to));
  };
  webContents.on('zoom-changed', (_event, direction) => zoom(direction));
  window.on('close', () => remember(window));
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(SURFACE[nativeTheme.shouldUseDarkColors ? 'dark' : 'light']);
  });
  void window.loadURL(BUNDLE_PAGE);
  const show = (): void => {
    if (window.isDestroyed() || window.isVisible()) return;
    if (state.maximised) window.maximize();
    window.show();
  };
  return { window, painted, show, zoom };
}
