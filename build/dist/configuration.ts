import { rmSync } from 'node:fs';
import path from 'node:path';
import { type AfterPackContext, Arch, type Configuration } from 'electron-builder';
import { desktopBundle } from '../folders.mjs';
import { setFuses } from './fuses.ts';
import type { Icons } from './icons.ts';
import { IDENTITY } from './identity.ts';
import { registerLinksInMsi } from './msi-links.ts';
import type { Revision } from './revision.ts';
import type { WindowsSigning } from './signing.ts';

/** What electron-builder is told that differs from build to build. */
export interface PackageOrder {
  /** Where the artefacts go. */
  readonly output: string;
  readonly revision: Revision;
  readonly electron: {
    readonly version: string;
    /** An unpacked distribution; null for electron-builder to download it. */
    readonly folder: string | null;
  };
  readonly icons: Icons;
  /** A folder whose content goes beside the archive: licences and the bill of materials. */
  readonly resources: string;
  /** Between the version and the ending of each file name, e.g. `-linux-x64-compat`. */
  readonly suffix: string;
  /** Nothing unsigned may come out. */
  readonly release: boolean;
  readonly windowsSigning: WindowsSigning | null;
}

const WINDOWS_FOLDER = path.join(import.meta.dirname, 'windows');
const ENTITLEMENTS = path.join(import.meta.dirname, 'macos', 'entitlements.plist');

/** The one configuration of everything that electron-builder makes. Each value that isn't its default says why. */
export function packageConfiguration(order: PackageOrder): Configuration {
  const { release } = order;
  return {
    appId: IDENTITY.appId,
    productName: 'Vu Desktop',
    copyright: `Copyright © ${new Date(order.revision.sourceDateEpoch * 1000).getUTCFullYear()} Vu Desktop team`,
    directories: { app: desktopBundle, output: order.output, buildResources: path.join(import.meta.dirname, 'icons') },

    // A list of what belongs instead of what doesn't: what somebody adds to the folder stays out until it is wanted.
    files: [
      { from: '.', filter: ['package.json', 'main.cjs', 'main-*.cjs', 'preload.cjs', 'renderer/**', '!**/*.map'] },
      // vite.config.ts put the one binary of the target here, and electron-builder leaves out what no package.json asks for.
      { from: 'node_modules/keytar', to: 'node_modules/keytar' },
      // Not those that it finds of its own accord: the API's are installed in the same checkout.
      '!node_modules/**',
    ],
    asar: true,
    // A native module can't be loaded from inside the archive.
    asarUnpack: ['**/*.node'],
    // The keytar binary came built; there is nothing to compile, and no compiler is needed.
    npmRebuild: false,
    nodeGypRebuild: false,
    extraMetadata: { commit: order.revision.commit + (order.revision.changed ? '+changes' : '') },
    extraResources: [{ from: order.resources, to: '.' }],

    electronVersion: order.electron.version,
    ...(order.electron.folder === null ? {} : { electronDist: order.electron.folder }),
    // Chromium's own words in the languages of the screens; it has no Welsh, and the others are 30 MB.
    electronLanguages: ['en-GB', 'en-US'],
    // Each file compressed for itself, so that the difference between two versions stays small.
    compression: 'normal',
    // No spaces: file names go into deployment scripts.
    artifactName: `${IDENTITY.executable}-\${version}${order.suffix}.\${ext}`,
    // No artefact names a feed of updates: where they come from, and whether they do, is IT's policy.
    publish: null,
    detectUpdateChannel: false,
    forceCodeSigning: release,
    afterExtract: removeStrayApplications,
    afterPack: (context: AfterPackContext) => setFusesOf(context, order.electron.version),
    msiProjectCreated: registerLinksInMsi,
    protocols: [{ name: 'Vu Desktop', schemes: [IDENTITY.scheme] }],

    linux: {
      executableName: IDENTITY.executable,
      icon: order.icons.linux,
      category: 'Office',
      synopsis: 'Customer Service Vu and Control for council staff',
      // The window is found by its desktop file under this name.
      syncDesktopName: true,
    },

    win: {
      icon: order.icons.windows,
      // Never more than the person has who starts it.
      requestedExecutionLevel: 'asInvoker',
      // An update that isn't signed by the same publisher is refused.
      verifyUpdateCodeSignature: true,
      ...(order.windowsSigning ?? {}),
    },
    nsis: {
      // With pages, for whoever starts it by hand; /S shows none.
      oneClick: false,
      // Program Files: no person's program can plant a DLL beside the executable there.
      perMachine: true,
      allowElevation: true,
      allowToChangeInstallationDirectory: false,
      // A person's settings outlive the program; whoever uninstalls is an administrator, not that person.
      deleteAppDataOnUninstall: false,
      guid: IDENTITY.nsisGuid,
      include: path.join(WINDOWS_FOLDER, 'installer.nsh'),
      warningsAsErrors: true,
      differentialPackage: true,
      createDesktopShortcut: false,
      // Under a session of the administrator's the program would run as the administrator.
      runAfterFinish: false,
      artifactName: `${IDENTITY.executable}-\${version}${order.suffix}-setup.\${ext}`,
    },
    msi: {
      // Without pages: an MSI is for deployment tools. The same silence as /qn.
      oneClick: true,
      perMachine: true,
      upgradeCode: IDENTITY.msiUpgradeCode,
      warningsAsErrors: true,
      createDesktopShortcut: false,
      runAfterFinish: false,
    },

    mac: {
      category: 'public.app-category.business',
      icon: order.icons.mac,
      // Without it Apple notarises nothing.
      hardenedRuntime: true,
      entitlements: ENTITLEMENTS,
      entitlementsInherit: ENTITLEMENTS,
      notarize: release,
    },
    dmg: { sign: release },
  };
}

/** An Electron that developers run brings an application of its own, and a file that says which one it is. */
function removeStrayApplications({ appOutDir }: Pick<AfterPackContext, 'appOutDir'>): Promise<void> {
  for (const stray of ['resources/app', 'resources/default_app.asar', 'version'])
    rmSync(path.join(appOutDir, stray), { recursive: true, force: true });
  return Promise.resolve();
}

async function setFusesOf({ appOutDir, packager, electronPlatformName, arch }: AfterPackContext, version: string): Promise<void> {
  const name = packager.appInfo.productFilename;
  const executable = { darwin: `${name}.app`, win32: `${name}.exe` }[electronPlatformName] ?? IDENTITY.executable;
  const major = Number.parseInt(version, 10);
  // Changing an executable breaks its signature, and on Apple silicon what has none doesn't start.
  await setFuses(path.join(appOutDir, executable), major, electronPlatformName === 'darwin' && arch === Arch.arm64);
}
