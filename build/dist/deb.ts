import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { inheritedEnvironment } from '../environment.mjs';
import { checkout } from '../folders.mjs';
import { ICON_SOURCE, type Icons, LINUX_SIZES, linuxIcon } from './icons.ts';
import { IDENTITY } from './identity.ts';
import { makeReadable } from './make-readable.ts';
import type { Revision } from './revision.ts';

const SOURCES = path.join(import.meta.dirname, 'deb');

/** Without a space, so that every script can name it. */
export const INSTALLED_IN = `/opt/${IDENTITY.executable}`;

/**
 * Debian's packages of what Electron and keytar are linked with (test/artefact holds the list against the files), and
 * what installing them needs. Where newer releases call one something else, that name is first: the older name is
 * there a promise that several packages keep, and apt would have to guess.
 */
const DEPENDS = [
  'libasound2t64 | libasound2',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatk1.0-0t64 | libatk1.0-0',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libc6',
  'libcairo2',
  'libcups2t64 | libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libgcc-s1',
  'libglib2.0-0t64 | libglib2.0-0',
  'libgtk-3-0t64 | libgtk-3-0',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libsecret-1-0',
  'libstdc++6',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
  // Takes the desktop file into the system's list of who opens what, and out again.
  'desktop-file-utils',
  'hicolor-icon-theme',
  // Opens the folder of logs.
  'xdg-utils',
];

/** A keychain: without one the desktop works, but can't remember the computer. */
const RECOMMENDS = ['gnome-keyring | kwalletmanager'];

/** Debian's names for Node's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Root's and setuid: where a system forbids user namespaces, Chromium's sandbox needs its helper so, and where it allows
 * them the helper isn't used. Decided here and not at installation, since IT may forbid them later.
 */
const SANDBOX_MODE = 0o4755;
const PROGRAM_MODE = 0o755;

/**
 * Every Debian and Ubuntu that gets security updates today reads it (dpkg 1.21.18 and later). Measured against xz: a
 * tenth of the time to make and to install, for a file that is a fifth larger.
 */
const COMPRESSION = ['-Zzstd', '-z9'];

export interface DebOrder {
  /** electron-builder's unpacked application. */
  readonly unpacked: string;
  readonly icons: Icons;
  readonly version: string;
  /** By Node's name. */
  readonly arch: string;
  readonly compatibility: boolean;
  readonly revision: Revision;
  /** The file to write. */
  readonly output: string;
}

/** Debian's version: what runs on the compatibility runtime counts as older, so that the real one of the same number replaces it. */
export function debVersion(version: string, compatibility: boolean): string {
  // A hyphen would begin Debian's own revision; 0.2.0-beta.1 is older than 0.2.0 by both rules once it is a tilde.
  return version.replace('-', '~') + (compatibility ? '~compat' : '');
}

/**
 * Makes the Debian package. It has no scripts of its own: what has to be registered, Debian's triggers do when the files
 * come and undo when they go. Every owner, time and order is fixed, so that the same content is the same file.
 */
export function makeDeb(order: DebOrder): void {
  const root = mkdtempSync(path.join(path.dirname(order.output), '.deb-'));
  try {
    layOut(root, order);
    writeControl(root, order);
    execFileSync('dpkg-deb', ['--root-owner-group', ...COMPRESSION, '--build', root, order.output], {
      env: { ...inheritedEnvironment(), SOURCE_DATE_EPOCH: String(order.revision.sourceDateEpoch) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function layOut(root: string, order: DebOrder): void {
  const { executable } = IDENTITY;
  const at = (installed: string): string => {
    const file = path.join(root, installed);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  chmodSync(root, PROGRAM_MODE);
  const application = at(INSTALLED_IN);
  cpSync(order.unpacked, application, { recursive: true, verbatimSymlinks: true });
  writeFileSync(path.join(application, 'resources', 'checksums'), checksumsOf(application));
  copyFileSync(path.join(SOURCES, 'launcher.sh'), at(`/usr/bin/${executable}`));
  copyFileSync(path.join(SOURCES, 'vu-desktop.desktop'), at(`/usr/share/applications/${executable}.desktop`));
  for (const size of LINUX_SIZES)
    copyFileSync(linuxIcon(order.icons, size), at(`/usr/share/icons/hicolor/${size}x${size}/apps/${executable}.png`));
  copyFileSync(ICON_SOURCE, at(`/usr/share/icons/hicolor/scalable/apps/${executable}.svg`));
  writeFileSync(at(`/usr/share/doc/${executable}/copyright`), copyright());
  writeFileSync(at(`/usr/share/doc/${executable}/changelog.gz`), gzipSync(changelog(order), { level: 9 }));
  makeReadable(root);
  chmodSync(path.join(root, 'usr/bin', executable), PROGRAM_MODE);
  chmodSync(path.join(application, 'chrome-sandbox'), SANDBOX_MODE);
}

/** In the form that sha256sum checks: what the launcher looks at before each start. All that is code of ours. */
function checksumsOf(application: string): string {
  const files = filesBelow(path.join(application, 'resources')).filter((file) => /\.(asar|node)$/.test(file));
  return files.map((file) => `${digest('sha256', file)}  ${path.relative(application, file)}\n`).join('');
}

interface Manifest {
  readonly description: string;
  readonly homepage: string;
  readonly author: { readonly name: string; readonly email: string };
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as Manifest;
}

function maintainer({ author }: Manifest): string {
  return `${author.name} <${author.email}>`;
}

function writeControl(root: string, { version, arch, compatibility }: DebOrder): void {
  const about = manifest();
  const files = filesBelow(root);
  const architecture = ARCHITECTURES[arch];
  if (architecture === undefined) throw new Error(`Debian has no name here for ${arch}.`);
  const fields: [string, string][] = [
    ['Package', IDENTITY.executable],
    ['Version', debVersion(version, compatibility)],
    ['Architecture', architecture],
    ['Maintainer', maintainer(about)],
    ['Installed-Size', String(Math.ceil(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024))],
    ['Depends', DEPENDS.join(', ')],
    ['Recommends', RECOMMENDS.join(', ')],
    ['Section', 'misc'],
    ['Priority', 'optional'],
    ['Homepage', about.homepage],
    ['Description', `${about.description}\n ${compatibility ? COMPATIBILITY_WARNING : DESCRIPTION}`],
  ];
  const control = path.join(root, 'DEBIAN');
  mkdirSync(control);
  writeFileSync(path.join(control, 'control'), fields.map(([name, value]) => `${name}: ${value}\n`).join(''));
  // For dpkg --verify, with which IT sees whether an installation is as it was.
  writeFileSync(path.join(control, 'md5sums'), files.map((file) => `${digest('md5', file)}  ${path.relative(root, file)}\n`).join(''));
  makeReadable(control);
}

const DESCRIPTION = 'The desktop that contact-centre staff sign in to with a password and a second factor.';
const COMPATIBILITY_WARNING = 'Built on an old Electron that gets no security updates: for trying out and testing only.';

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function digest(algorithm: 'md5' | 'sha256', file: string): string {
  return createHash(algorithm).update(readFileSync(file)).digest('hex');
}

function copyright(): string {
  return `Vu Desktop belongs to its makers (${maintainer(manifest())}) and is licensed by agreement.
What it contains of others is under the licences in
  ${INSTALLED_IN}/resources/licences.txt
  ${INSTALLED_IN}/LICENSE.electron.txt
  ${INSTALLED_IN}/LICENSES.chromium.html
and listed in
  ${INSTALLED_IN}/resources/sbom.cdx.json
`;
}

function changelog({ version, compatibility, revision }: DebOrder): string {
  const date = new Date(revision.sourceDateEpoch * 1000).toUTCString().replace('GMT', '+0000');
  return `${IDENTITY.executable} (${debVersion(version, compatibility)}) stable; urgency=medium

  * Built from commit ${revision.commit}.

 -- ${maintainer(manifest())}  ${date}
`;
}
