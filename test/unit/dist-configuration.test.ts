import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { packageConfiguration } from '../../build/dist/configuration.ts';
import { IDENTITY } from '../../build/dist/identity.ts';
import { withLinks } from '../../build/dist/msi-links.ts';
import { checkout } from '../../build/folders.mjs';

const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const builderLib = path.dirname(fromBuilder.resolve('app-builder-lib/package.json'));

const configuration = packageConfiguration({
  output: '/output',
  revision: { commit: 'a'.repeat(40), changed: false, sourceDateEpoch: 1_774_600_000 },
  electron: { version: '45.4.1', folder: null },
  icons: { linux: '/icons/linux', windows: '/icons/icon.ico', mac: '/icons/icon.icns' },
  resources: '/resources',
  suffix: '-linux-x64',
  release: true,
  windowsSigning: { signtoolOptions: { publisherName: 'Vu Desktop team', signingHashAlgorithms: ['sha256'] } },
});

test("the configuration fits electron-builder's own schema, and one with a misspelt name doesn't", () => {
  const schema = JSON.parse(readFileSync(path.join(builderLib, 'scheme.json'), 'utf8'));
  const fits = new Ajv({ strict: false, logger: false }).compile(schema);
  // Hooks are functions, which JSON has none of; the schema takes names of modules in their place.
  const asJson = JSON.parse(JSON.stringify(configuration, (_key, value) => (typeof value === 'function' ? './hook.js' : value)));
  fits(asJson);
  expect(fits.errors ?? []).toEqual([]);
  expect(fits({ ...asJson, nsis: { ...asJson.nsis, perMachne: true } })).toBe(false);
  expect(fits({ ...asJson, perMachine: true })).toBe(false);
});

test('a release comes out signed or not at all, and Windows takes no update of another publisher', () => {
  expect(configuration.forceCodeSigning).toBe(true);
  expect(configuration.mac).toMatchObject({ hardenedRuntime: true, notarize: true });
  expect(configuration.win).toMatchObject({ verifyUpdateCodeSignature: true, requestedExecutionLevel: 'asInvoker' });
});

test('no artefact names a feed of updates: only IT’s policy does', () => {
  expect(configuration.publish).toBeNull();
  expect(configuration.detectUpdateChannel).toBe(false);
});

test('Windows gets an installation for the machine, and an uninstallation leaves people their settings', () => {
  expect(configuration.nsis).toMatchObject({ perMachine: true, oneClick: false, deleteAppDataOnUninstall: false, runAfterFinish: false });
  expect(configuration.msi).toMatchObject({ perMachine: true, oneClick: true, runAfterFinish: false });
});

test('on macOS the program asks for leave to compile at run time, as V8 must, and for nothing else', () => {
  const { entitlements, entitlementsInherit } = configuration.mac ?? {};
  expect(entitlementsInherit).toBe(entitlements);
  const plist = readFileSync(String(entitlements), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
  const asked = [...plist.matchAll(/<key>([^<]+)<\/key>\s*<(true|false)\/>/g)].map(([, key, value]) => [key, value]);
  expect(asked).toEqual([['com.apple.security.cs.allow-jit', 'true']]);
  expect(plist.match(/<key>/g)).toHaveLength(1);
});

test('what installed copies are found by has not changed', () => {
  expect(IDENTITY).toEqual({
    appId: 'example.vu.desktop',
    executable: 'vu-desktop',
    nsisGuid: '41b76477-088a-4346-a18f-a43e71a6cd9f',
    msiUpgradeCode: '0180B287-C0FC-46D0-B251-3899F7330210',
    msiLinksComponent: '71B9B1A6-1FA8-41FF-9BD5-899ED1C99ED7',
    scheme: 'vu',
  });
  const guids = [IDENTITY.nsisGuid, IDENTITY.msiUpgradeCode, IDENTITY.msiLinksComponent];
  for (const guid of guids) expect(guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  expect(new Set(guids.map((guid) => guid.toLowerCase())).size).toBe(guids.length);
  expect(configuration.nsis?.guid).toBe(IDENTITY.nsisGuid);
  expect(configuration.msi?.upgradeCode).toBe(IDENTITY.msiUpgradeCode);
});

test('no name of an artefact has a space, and each says which system it is for', () => {
  for (const name of [configuration.artifactName, configuration.nsis?.artifactName])
    expect(name).toMatch(/^vu-desktop-\$\{version\}-linux-x64\S*$/);
});

test("the MSI registers the links in electron-builder's project, and refuses one that it doesn't know", () => {
  const template = readFileSync(path.join(builderLib, 'templates/msi/template.xml'), 'utf8');
  const project = template.replace('{{-files}}', '<Component><File Id="mainExecutable"/></Component>');
  const withOurs = withLinks(project);
  expect(withOurs).toContain('<RegistryKey Root="HKLM" Key="Software\\Classes\\vu">');
  expect(withOurs.match(/<Component\b/g)).toHaveLength(2);
  expect(withOurs.indexOf('VuLinks')).toBeLessThan(withOurs.indexOf('</ComponentGroup>'));
  expect(() => withLinks(template)).toThrow('has changed');
  expect(() => withLinks('<Wix/>')).toThrow('has changed');
});

/** As electron-builder's own script includes it, but without the plug-ins that only it has. */
const INSTALLER = (include: string): string => `
Unicode true
Name "Vu Desktop"
OutFile "vu.exe"
InstallDir "$PROGRAMFILES64\\Vu Desktop"
RequestExecutionLevel admin
!define APP_EXECUTABLE_FILENAME "Vu Desktop.exe"
!include "${include}"
Section "install"
  SetShellVarContext all
  !insertmacro customInstall
  WriteUninstaller "$INSTDIR\\Uninstall.exe"
SectionEnd
Section "un.install"
  SetShellVarContext all
  !insertmacro customUnInstall
SectionEnd
`;

test('the NSIS include compiles without a warning, and takes away what it registers', ({ skip }) => {
  skip(spawnSync('makensis', ['-VERSION'], { stdio: 'ignore' }).status !== 0, 'makensis is not installed (Debian: nsis)');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vu-nsis-'));
  try {
    writeFileSync(path.join(folder, 'installer.nsi'), INSTALLER(path.join(checkout, 'build/dist/windows/installer.nsh')));
    const compiled = spawnSync('makensis', ['-WX', '-V3', 'installer.nsi'], { cwd: folder, encoding: 'utf8' });
    expect(compiled.status, compiled.stdout + compiled.stderr).toBe(0);
    const include = readFileSync(path.join(checkout, 'build/dist/windows/installer.nsh'), 'utf8');
    const written = [...include.matchAll(/WriteRegStr SHCTX "(Software\\Classes\\\w+)/g)].map(([, key]) => key);
    expect(new Set(written)).toEqual(new Set([`Software\\Classes\\${IDENTITY.scheme}`]));
    expect(include).toContain(`DeleteRegKey SHCTX "Software\\Classes\\${IDENTITY.scheme}"`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
