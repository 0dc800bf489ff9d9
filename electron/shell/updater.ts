import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Session } from 'electron';
import {
  AppImageUpdater,
  type AppUpdater,
  type BaseUpdater,
  MacUpdater,
  NsisUpdater,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import { type Followed, readFeed } from '../updates/feed.ts';
import { manifestName, signatureName } from '../updates/manifest.ts';
import { replaceAppImage } from '../updates/replace-appimage.ts';
import { isAmongFirst } from '../updates/rollout.ts';
import type { Log } from './logs.ts';
import { closeSession } from './session.ts';

/** What `check` found. `none` also stands for one that isn't offered to this computer yet, `ready` for one fetched before. */
export type CheckResult = 'none' | 'downloading' | 'ready' | 'failed';

export interface Updater {
  /** Asks the feed, and fetches what is new. Never rejects. */
  check(): Promise<CheckResult>;
  /** Puts the fetched version in place; false when that failed and all is as it was. */
  install(restart: boolean): boolean;
  /** The session that the feed is read through. */
  readonly session: Session;
}

export interface UpdaterOptions extends Followed {
  readonly feed: URL;
  readonly packaged: boolean;
  /** The AppImage that this runs from; null when it doesn't. */
  readonly appImage: string | null;
  readonly machine: string;
  readonly log: Log;
  /** A new version has been fetched and checked. */
  readonly ready: (version: string) => void;
}

type Sha512 = string;

function sha512Of(file: string): Sha512 {
  return createHash('sha512').update(readFileSync(file)).digest('base64');
}

/** The kinds that run an installer of their own; on macOS the system does it. */
type Installing = BaseUpdater & { readonly downloaded: { readonly file: string; readonly sha512: Sha512 } | null };

/** Its file lies where any program of the person's can write, so it is checked again where it is used. */
function unchanged(updater: Installing): boolean {
  const { downloaded } = updater;
  return downloaded !== null && sha512Of(downloaded.file) === downloaded.sha512;
}

class WindowsUpdater extends NsisUpdater {
  get downloaded() {
    const file = this.installerPath;
    const sha512 = this.downloadedUpdateHelper?.downloadedFileInfo?.sha512;
    return file === null || sha512 === undefined ? null : { file, sha512 };
  }
}

class LinuxUpdater extends AppImageUpdater {
  readonly #appImage: string | null;
  constructor(appImage: string | null) {
    super();
    this.#appImage = appImage;
  }
  get downloaded() {
    const file = this.installerPath;
    const sha512 = this.downloadedUpdateHelper?.downloadedFileInfo?.sha512;
    return file === null || sha512 === undefined ? null : { file, sha512 };
  }
  protected override doInstall({ isForceRunAfter }: { readonly isForceRunAfter: boolean }): boolean {
    const { installerPath } = this;
    if (this.#appImage === null || installerPath === null) return false;
    replaceAppImage(this.#appImage, installerPath);
    if (isForceRunAfter) startOnceGone(process.pid, this.#appImage);
    return true;
  }
}

/** Two at once would fight over the profile, so the new one starts when this one has gone. */
function startOnceGone(pid: number, program: string): void {
  const script = 'while kill -0 "$1" 2>/dev/null; do sleep 0.2; done; exec "$2"';
  spawn('/bin/sh', ['-c', script, 'sh', String(pid), program], { detached: true, stdio: 'ignore' }).unref();
}

/** The feed, which is believed only with its signature. The request carries nothing that tells one computer from another. */
function signedFeed({ feed, log, ...followed }: UpdaterOptions) {
  return class extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }
    override setRequestHeaders(): void {
      super.setRequestHeaders({ 'cache-control': 'no-cache' });
    }
    override async getLatestVersion(): Promise<UpdateInfo> {
      const name = manifestName(followed.channel, followed.platform, followed.arch);
      const text = (await this.httpRequest(new URL(name, feed))) ?? '';
      const signature = (await this.httpRequest(new URL(signatureName(name), feed))) ?? '';
      const read = readFeed(followed, text, signature);
      if (!read.ok) {
        log('error', 'The update feed was refused', { because: read.fault });
        throw new Error(read.fault);
      }
      const { version, releaseDate, stagingPercentage, files } = read.manifest;
      const [file] = files;
      return { version, releaseDate, stagingPercentage, files, path: file?.url ?? '', sha512: file?.sha512 ?? '' };
    }
    override resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
      // The Windows installer is for the machine, so Windows has to ask for an administrator.
      const isAdminRightsRequired = followed.platform === 'win32';
      return files.map((info) => ({ url: new URL(info.url, feed), info: { ...info, isAdminRightsRequired } }));
    }
  };
}

function updaterFor({ platform, appImage }: UpdaterOptions): WindowsUpdater | MacUpdater | LinuxUpdater {
  if (platform === 'win32') return new WindowsUpdater();
  return platform === 'darwin' ? new MacUpdater() : new LinuxUpdater(appImage);
}

/** electron-updater, with a feed of its own and nothing done of its own accord but fetching. */
export function createUpdater(options: UpdaterOptions): Updater {
  const { log, machine, packaged, ready } = options;
  const updater = updaterFor(options);
  let installing = false;
  let fetched: string | null = null;
  updater.logger = null;
  updater.forceDevUpdateConfig = !packaged;
  updater.autoInstallOnAppQuit = false;
  updater.disableWebInstaller = true;
  updater.isUserWithinRollout = ({ version, stagingPercentage = 100 }) => isAmongFirst(machine, version, stagingPercentage);
  updater.setFeedURL({ provider: 'custom', updateProvider: signedFeed(options) });
  updater.on('update-downloaded', ({ version }) => {
    fetched = version;
    ready(version);
  });
  updater.on('error', (error: Error & { readonly code?: unknown }) => {
    log('warning', installing ? 'An update could not be installed' : 'An update could not be fetched', {
      because: error.code ?? error.message,
    });
  });
  closeSession(updater.netSession);
  return {
    session: updater.netSession,
    async check() {
      try {
        const found = await updater.checkForUpdates();
        if (found === null || !found.isUpdateAvailable) return 'none';
        // What goes wrong with the file is said by the event above.
        found.downloadPromise?.catch(() => undefined);
        return found.updateInfo.version === fetched ? 'ready' : 'downloading';
      } catch {
        return 'failed';
      }
    },
    install(restart) {
      installing = true;
      if (updater instanceof MacUpdater) {
        updater.quitAndInstall();
        return true;
      }
      if (!unchanged(updater)) {
        log('error', 'An update was changed after it was fetched, and was not installed');
        return false;
      }
      return updater.install(true, restart);
    },
  };
}
