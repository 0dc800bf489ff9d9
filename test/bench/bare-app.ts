import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The least that an Electron application can be, on the same scheme of things: one window, one page, the sandbox. */
const MAIN = `
const { app, BrowserWindow } = require('electron');
const path = require('node:path');
app.enableSandbox();
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile(path.join(__dirname, 'index.html')));
app.on('window-all-closed', () => app.quit());
`;
const PAGE =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title></head><body><h1>Bare</h1><input></body></html>';

/** Writes the bare application into `folder` and answers its path. */
export function writeBareApp(folder: string): string {
  const app = path.join(folder, 'bare');
  mkdirSync(app, { recursive: true });
  chmodSync(app, 0o755);
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'bare', productName: 'Bare', version: '1.0.0', main: 'main.cjs' }));
  writeFileSync(path.join(app, 'main.cjs'), MAIN);
  writeFileSync(path.join(app, 'index.html'), PAGE);
  return app;
}
