import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, onTestFinished, test } from 'vitest';
import { bundledPackages, packageFolder } from '../../build/bundled-packages.ts';
import { signDetached, writeChecksums } from '../../build/dist/checksums.ts';
import { debVersion } from '../../build/dist/deb.ts';
import { licenceTexts } from '../../build/dist/licences.ts';
import { billOfMaterials } from '../../build/dist/sbom.ts';
import { checkout } from '../../build/folders.mjs';
import { packagedCommit } from '../../electron/shell/packaged-commit.ts';

const revision = { commit: '1c6f3220ee437e5097ede18fae6fe0ed57afface', changed: false, sourceDateEpoch: 1_774_600_000 };
const zod = path.join(checkout, 'node_modules/zod/v4/core/api.js');
const packages = bundledPackages([
  { output: [{ type: 'chunk', moduleIds: [zod, path.join(checkout, 'shared/bridge.ts'), '\0rolldown/runtime.js'] }] },
]);
const runtime = { chrome: '114.0.5735.106', node: '18.15.0' };
const ingredients = { packages, runtime, electron: '25.1.1' };

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vu-dist-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a package counts as bundled when a module, a font or a piece of the bundler is in the output, and keytar always', () => {
  expect(packages.map(({ name }) => name)).toEqual(['@github/keytar', 'rolldown', 'zod']);
  expect(packageFolder('/c/node_modules/@fontsource-variable/x/files/a.woff2')).toBe('@fontsource-variable/x');
  expect(packageFolder('/c/node_modules/a/node_modules/@b/c/d.js')).toBe('a/node_modules/@b/c');
  expect(packageFolder('C:\\c\\node_modules\\zod\\index.js')).toBe('zod');
  expect(packageFolder('/c/shared/bridge.ts')).toBeNull();
});

test('the bill of materials fits the CycloneDX schema and names each part with its hash and licence', async () => {
  const bom = billOfMaterials('0.1.0', revision, ingredients);
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(bom)).toBeNull();
  expect(await validator.validate(bom.replace('"library"', '"libary"'))).not.toBeNull();
  const { components } = JSON.parse(bom) as { components: { name: string; version: string }[] };
  expect(components.map(({ name, version }) => `${name} ${version}`)).toContain('chromium 114.0.5735.106');
  expect(bom).toContain('pkg:npm/%40github/keytar@7.10.6');
  expect(bom).toContain('"alg": "SHA-512"');
});

test('two bills of the same are the same, and of another commit another', () => {
  const bom = billOfMaterials('0.1.0', revision, ingredients);
  expect(billOfMaterials('0.1.0', revision, ingredients)).toBe(bom);
  const other = billOfMaterials('0.1.0', { ...revision, commit: 'b'.repeat(40) }, ingredients);
  const serial = (text: string) => (JSON.parse(text) as { serialNumber: string }).serialNumber;
  expect(serial(other)).not.toBe(serial(bom));
});

test('what is passed on comes with its licence, and what has none is not passed on', () => {
  const texts = licenceTexts(packages);
  for (const { name, version } of packages) expect(texts).toContain(`${name} ${version}`);
  expect(texts).toContain('Permission is hereby granted');
  // One that names its licence and doesn't carry the text.
  expect(licenceTexts([{ name: 'lazy-val', version: '1.0.5', folder: 'lazy-val' }])).toContain('Vladimir Krivosheev');
  expect(() => licenceTexts([{ name: 'nameless', version: '1.0.0', folder: '.bin' }])).toThrow('nameless has no licence text');
});

test('sha256sum accepts the checksums, and nothing once a byte is another', async () => {
  const folder = temporaryFolder();
  for (const name of ['b.deb', 'a.tar.gz']) writeFileSync(path.join(folder, name), name);
  const sums = await writeChecksums(
    folder,
    ['b.deb', 'a.tar.gz'].map((name) => path.join(folder, name)),
  );
  const check = () => spawnSync('sha256sum', ['--check', '--strict', path.basename(sums)], { cwd: folder }).status;
  expect(check()).toBe(0);
  writeFileSync(path.join(folder, 'b.deb'), 'b.dex');
  expect(check()).not.toBe(0);
});

test('GnuPG verifies the signature of the checksums, with the key that signed and for not a byte more', ({ skip }) => {
  skip(spawnSync('gpg', ['--version'], { stdio: 'ignore' }).status !== 0, 'gpg is not installed');
  const folder = temporaryFolder();
  // Its agent listens there, and a socket's path has to be short.
  const home = mkdtempSync(path.join(os.tmpdir(), 'vu-gpg-'));
  onTestFinished(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  });
  const gpg = (...args: string[]) => spawnSync('gpg', ['--homedir', home, '--batch', ...args], { encoding: 'utf8' });
  for (const person of ['release@vu.example', 'other@vu.example'])
    expect(gpg('--passphrase', '', '--quick-generate-key', person, 'ed25519', 'sign', 'never').status).toBe(0);
  const sums = path.join(folder, 'SHA256SUMS');
  writeFileSync(sums, `${'0'.repeat(64)}  a.deb\n`);
  const verify = () => gpg('--status-fd', '1', '--verify', `${sums}.asc`, sums);
  expect(signDetached(sums, 'release@vu.example', home)).toBe(`${sums}.asc`);
  expect(verify().stdout).toMatch(/GOODSIG \w+ release@vu\.example/);
  // Once more over the one that is there.
  signDetached(sums, 'other@vu.example', home);
  expect(verify().stdout).not.toContain('release@vu.example');
  writeFileSync(sums, `${'0'.repeat(64)}  b.deb\n`);
  expect(verify().status).not.toBe(0);
  expect(() => signDetached(sums, 'nobody@vu.example', home)).toThrow();
});

test('Debian takes each version for newer than what it replaces', ({ skip }) => {
  skip(spawnSync('dpkg', ['--version'], { stdio: 'ignore' }).status !== 0, 'dpkg is not installed');
  const order = [
    debVersion('0.1.0-beta.1', false),
    debVersion('0.1.0', true),
    debVersion('0.1.0', false),
    debVersion('0.2.0', true),
    debVersion('0.10.0', false),
  ];
  for (const [at, version] of order.entries()) {
    const next = order[at + 1];
    if (next !== undefined) expect(spawnSync('dpkg', ['--compare-versions', version, 'lt', next]).status, `${version} < ${next}`).toBe(0);
  }
});

test('About takes the commit from the packaged manifest, and nothing that isn’t one', () => {
  const folder = temporaryFolder();
  const about = (manifest: unknown) => {
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    return packagedCommit(folder);
  };
  expect(about({ commit: revision.commit })).toBe('1c6f3220ee');
  expect(about({ commit: `${revision.commit}+changes` })).toBe('1c6f3220ee+changes');
  expect(about({ commit: 'main' })).toBeNull();
  expect(about({})).toBeNull();
  expect(packagedCommit(path.join(folder, 'nowhere'))).toBeNull();
});

test('the launcher starts what is as it was installed, passes its arguments on, and refuses a changed archive', ({ skip }) => {
  skip(process.platform !== 'linux', 'the launcher is for Linux');
  const home = path.join(temporaryFolder(), 'home');
  mkdirSync(path.join(home, 'resources'), { recursive: true });
  writeFileSync(path.join(home, 'resources/app.asar'), 'as built');
  writeFileSync(path.join(home, 'vu-desktop'), '#!/bin/sh\nprintf "%s|" "$@"\n', { mode: 0o755 });
  const sums = spawnSync('sha256sum', ['resources/app.asar'], { cwd: home, encoding: 'utf8' }).stdout;
  writeFileSync(path.join(home, 'resources/checksums'), sums);
  const launcher = path.join(home, 'launcher');
  const source = readFileSync(path.join(checkout, 'build/dist/deb/launcher.sh'), 'utf8');
  writeFileSync(launcher, source.replace('home=/opt/vu-desktop', `home='${home}'`), { mode: 0o755 });
  const start = (PATH = '/usr/bin:/bin') => spawnSync(launcher, ['--', 'vu://a b'], { encoding: 'utf8', env: { PATH } });
  expect(start()).toMatchObject({ status: 0, stdout: '--|vu://a b|' });
  writeFileSync(path.join(home, 'resources/app.asar'), 'as changed');
  expect(start()).toMatchObject({ status: 70, stdout: '', stderr: expect.stringContaining('not as it was installed') });
  // A program of the person's that would find everything as it was.
  const planted = path.join(home, 'planted');
  mkdirSync(planted);
  writeFileSync(path.join(planted, 'sha256sum'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  expect(start(`${planted}:/usr/bin:/bin`)).toMatchObject({ status: 70, stdout: '' });
  rmSync(path.join(home, 'resources/checksums'));
  expect(start()).toMatchObject({ status: 70 });
});
