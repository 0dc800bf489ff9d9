import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FUSES, readFuses } from '../../build/dist/fuses.ts';
import { checkout } from '../../build/folders.mjs';
import { artefacts } from '../support/environment.ts';
import { readArchive } from './archive.ts';

const LINUX = process.platform === 'linux';
/** Said in the names of what is skipped. */
const reason = LINUX ? '' : ' (build-artefacts.ts makes them on Linux alone)';
const { output, again, older } = LINUX ? artefacts() : { output: '', again: '', older: '' };
const temporary = mkdtempSync(path.join(os.tmpdir(), 'vu-contents-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const names = LINUX ? readdirSync(output) : [];
const named = (ending: string): string => path.join(output, names.find((name) => name.endsWith(ending)) ?? ending);
const deb = named('.deb');
const tarball = named('.tar.gz');
const unpacked = tarball.slice(0, -'.tar.gz'.length);
const resources = path.join(unpacked, 'resources');
const archive = LINUX ? readArchive(path.join(resources, 'app.asar')) : [];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Each file below a folder, with its mode and its hash. */
function fingerprint(folder: string): string[] {
  return filesBelow(folder).map((file) => {
    const at = path.join(folder, file);
    return `${file} ${statSync(at).mode.toString(8)} ${createHash('sha256').update(readFileSync(at)).digest('hex')}`;
  });
}

describe.skipIf(!LINUX)(`what is in the artefacts${reason}`, () => {
  test('the archive holds the bundles, the page and keytar, and nothing else', () => {
    const belongs = [
      /^package\.json$/,
      /^main(-[a-z-]+)?\.cjs$/,
      /^preload\.cjs$/,
      /^renderer\/index\.html$/,
      /^renderer\/assets\/[\w.-]+\.(js|css|woff2)$/,
      /^node_modules\/keytar\/(package\.json|LICENSE\.md|lib\/keytar\.js)$/,
      /^node_modules\/keytar\/prebuilds\/linux-x64\/keytar\.node$/,
    ];
    expect(archive.map((file) => file.path).filter((file) => !belongs.some((pattern) => pattern.test(file)))).toEqual([]);
    for (const pattern of belongs)
      expect(
        archive.some((file) => pattern.test(file.path)),
        String(pattern),
      ).toBe(true);
  });

  test('no test, map, source, secret or path of the building machine is anywhere in it', () => {
    const ours = [
      ...archive.map(({ path: file, content }) => ({ file, content })),
      ...filesBelow(resources).map((file) => ({ file, content: null })),
    ];
    expect(ours.map(({ file }) => file).filter((file) => /\.(map|ts|tsx|env|test\..*|spec\..*)$/.test(file))).toEqual([]);
    for (const { file, content } of ours) {
      const text = content?.toString('latin1') ?? '';
      for (const trace of ['sourceMappingURL', checkout, os.homedir(), '/node_modules/zod', 'lantern-harbour'])
        expect(text.includes(trace), `${trace} in ${file}`).toBe(false);
    }
  });

  test('there is one native file, for this processor', () => {
    const native = filesBelow(resources).filter((file) => file.endsWith('.node'));
    expect(native).toEqual(['app.asar.unpacked/node_modules/keytar/prebuilds/linux-x64/keytar.node']);
    const elf = readFileSync(path.join(resources, native[0] ?? ''));
    expect(elf.toString('latin1', 1, 4)).toBe('ELF');
    const X86_64 = 62;
    expect(elf.readUInt16LE(18)).toBe(X86_64);
  });

  test('the archive’s header has the hash of every file in it', () => {
    for (const { path: file, hash, content } of archive)
      if (content !== null) expect(hash, file).toBe(createHash('sha256').update(content).digest('hex'));
    expect(archive.filter(({ content }) => content === null).map((file) => file.path)).toEqual([
      'node_modules/keytar/prebuilds/linux-x64/keytar.node',
    ]);
  });

  test('the fuse wire, read back, is as the table says, and this Electron has no other fuse', async () => {
    const wire = await readFuses(path.join(unpacked, 'vu-desktop'));
    const decided = new Map(FUSES.map(({ name, on }) => [name as string, on]));
    for (const [name, on] of wire) expect(on, name).toBe(decided.get(name));
    expect(wire.size).toBeGreaterThanOrEqual(7);
  });

  test('no application stands beside the archive, and Electron’s own words are in English alone', () => {
    for (const stray of ['app', 'default_app.asar']) expect(existsSync(path.join(resources, stray))).toBe(false);
    expect(readdirSync(path.join(unpacked, 'locales')).sort()).toEqual(['en-GB.pak', 'en-US.pak']);
  });

  test('the licences of all that is bundled, of Electron and of Chromium are in it', () => {
    const licences = readFileSync(path.join(resources, 'licences.txt'), 'utf8');
    const { components } = JSON.parse(readFileSync(path.join(resources, 'sbom.cdx.json'), 'utf8')) as {
      components: { purl?: string; 'bom-ref': string }[];
    };
    const bundled = components.filter(({ purl }) => purl?.startsWith('pkg:npm/') === true && !purl.startsWith('pkg:npm/electron@'));
    expect(bundled.length).toBeGreaterThan(8);
    for (const { 'bom-ref': ref } of bundled) expect(licences).toContain(ref.replace(/@(?=[^@]+$)/, ' '));
    for (const file of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) expect(existsSync(path.join(unpacked, file))).toBe(true);
  });

  test('the same bill of materials is inside each artefact and beside it', () => {
    const inside = readFileSync(path.join(resources, 'sbom.cdx.json'), 'utf8');
    for (const artefact of [unpacked, tarball, deb]) expect(readFileSync(`${artefact}.cdx.json`, 'utf8')).toBe(inside);
    expect(inside).toContain('"name": "chromium"');
    const fromTarball = execFileSync('tar', ['-xzOf', tarball, `${path.basename(unpacked)}/resources/sbom.cdx.json`], { encoding: 'utf8' });
    expect(fromTarball).toBe(inside);
    const fromDeb = execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile "$0" | tar -xO ./opt/vu-desktop/resources/sbom.cdx.json', deb], {
      encoding: 'utf8',
    });
    expect(fromDeb).toBe(inside);
  });

  test('SHA256SUMS covers every file beside it and is right', () => {
    const sums = readFileSync(path.join(output, 'SHA256SUMS'), 'utf8');
    const files = names.filter((name) => name !== 'SHA256SUMS' && statSync(path.join(output, name)).isFile());
    expect(
      sums
        .trim()
        .split('\n')
        .map((line) => line.split('  ')[1]),
    ).toEqual(files.sort());
    expect(spawnSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: output }).status).toBe(0);
  });

  test('what is built on the compatibility runtime says so in its name, and Debian counts it as older', () => {
    const { version } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as { version: string };
    const { components } = JSON.parse(readFileSync(path.join(resources, 'sbom.cdx.json'), 'utf8')) as {
      components: { name: string; version: string }[];
    };
    const electron = components.find(({ name }) => name === 'electron')?.version ?? '';
    const compatibility = Number.parseInt(electron, 10) <= 25;
    expect(path.basename(unpacked)).toBe(`vu-desktop-${version}-linux-x64${compatibility ? '-compat' : ''}`);
    const field = (name: string) => execFileSync('dpkg-deb', ['--field', deb, name], { encoding: 'utf8' }).trim();
    expect(field('Version')).toBe(compatibility ? `${version}~compat` : version);
  });
});

describe.skipIf(!LINUX)(`the Debian package${reason}`, () => {
  const control = path.join(temporary, 'control');
  const listing = LINUX
    ? execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', TZ: 'UTC' } })
        .trim()
        .split('\n')
    : [];

  test('has no script that runs as root', () => {
    execFileSync('dpkg-deb', ['--control', deb, control]);
    expect(readdirSync(control).sort()).toEqual(['control', 'md5sums']);
  });

  test('says what it is, who makes it and what it needs', () => {
    const fields = execFileSync('dpkg-deb', ['--field', deb], { encoding: 'utf8' });
    for (const field of [
      'Package: vu-desktop',
      'Architecture: amd64',
      'Priority: optional',
      'Maintainer: Vu Desktop team <desktop@vu.example>',
    ])
      expect(fields).toContain(field);
    expect(fields).toMatch(/^Depends: .*libnss3/m);
    expect(fields).toMatch(/^Installed-Size: \d{5,}$/m);
    expect(fields).toMatch(/^Description: \S.{10,}\n \S/m);
  });

  test('gives everything to root, to be written by nobody else; one helper alone is setuid', () => {
    expect(listing.filter((line) => !line.includes(' root/root '))).toEqual([]);
    expect(listing.filter((line) => /^.{5}w|^.{8}w/.test(line))).toEqual([]);
    const setuid = listing.filter((line) => /^.{3}s|^.{6}s/.test(line));
    expect(setuid).toHaveLength(1);
    expect(setuid[0]).toMatch(/^-rwsr-xr-x .* \.\/opt\/vu-desktop\/chrome-sandbox$/);
  });

  test('puts files only where packages may', () => {
    const places =
      /^\.\/((opt\/vu-desktop|usr\/bin\/vu-desktop|usr\/share\/(applications\/vu-desktop\.desktop|doc\/vu-desktop|icons\/hicolor\/\w+\/apps\/vu-desktop\.(png|svg)))(\/|$)|$)/;
    const files = listing.filter((line) => !line.startsWith('d')).map((line) => line.slice(line.indexOf('./')));
    expect(files.filter((file) => !places.test(file))).toEqual([]);
  });
});

describe.skipIf(!LINUX)(`a second build of the same sources, in another place, time zone and under another umask${reason}`, () => {
  test('has the same package, archive, folder and bill of materials, byte for byte', () => {
    expect(readFileSync(path.join(again, 'SHA256SUMS'), 'utf8')).toBe(readFileSync(path.join(output, 'SHA256SUMS'), 'utf8'));
    expect(fingerprint(path.join(again, path.basename(unpacked)))).toEqual(fingerprint(unpacked));
  });

  test('and another version differs, so that the comparison can fail', () => {
    const sums = readFileSync(path.join(older, 'SHA256SUMS'), 'utf8');
    expect(sums).toContain('vu-desktop-0.0.9-');
    const hash = (text: string) => /^(\w+) {2}\S+\.deb$/m.exec(text)?.[1];
    expect(hash(sums)).not.toBe(hash(readFileSync(path.join(output, 'SHA256SUMS'), 'utf8')));
  });
});
