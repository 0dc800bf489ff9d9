import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { app } from 'electron';
import type { Environment } from '../environment.ts';
import type { Policy } from '../policy/policies.ts';
import type { ProxySettings } from '../policy/proxy.ts';
import { readJsonFile, writeJsonFile } from '../shell/json-file.ts';
import type { Log } from '../shell/logs.ts';
import { packagedUpdateKeys } from '../shell/packaged-update-keys.ts';
import type { CheckResult, Updater, UpdaterOptions } from '../shell/updater.ts';
import type { UpdateNews } from '../sign-in/events.ts';
import type { Clock, Updates } from '../sign-in/ports.ts';
import { type BetweenRuns, newsAtStart, parseBetweenRuns } from '../updates/between-runs.ts';
import { feedFolder } from '../updates/feed.ts';

const MINUTE_MS = 60_000;
/** Not while everybody signs in: the first check comes later, and not from all computers at once. */
const FIRST_CHECK_MS = 5 * MINUTE_MS;
const FIRST_CHECK_SPREAD_MS = 30 * MINUTE_MS;
/** Twice in a working day. */
const CHECK_EVERY_MS = 4 * 60 * MINUTE_MS;

export interface UpdatesOfDesktop extends Updates {
  /** Tells what came of the last run’s, and begins to look for new versions where IT has turned that on. */
  begin(tell: (news: UpdateNews) => void): void;
  /** Looks now; null where the desktop doesn't look for versions itself. */
  readonly check: (() => Promise<CheckResult>) | null;
}

export interface UpdatesOptions {
  readonly environment: Environment;
  readonly policy: Policy;
  readonly machine: string;
  /** The way that IT's policy has requests go now. */
  readonly proxy: () => ProxySettings;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the updater is made with; null, with a reason in the log where IT wanted it, when there is to be none. */
function follow({ environment, policy, machine, log }: UpdatesOptions, ready: (version: string) => void): UpdaterOptions | null {
  if (policy.updates !== true) return null;
  const { platform, appImage } = environment;
  const feed = feedFolder(policy.updateAddress ?? '');
  const keys = environment.updateKey === null ? packagedUpdateKeys(app.getAppPath()) : [environment.updateKey];
  const missing =
    feed === null
      ? 'its address is missing or not HTTPS'
      : keys.length === 0
        ? 'this build has no key to check them with'
        : platform === 'linux' && appImage === null
          ? 'this was installed as a package'
          : null;
  if (feed === null || missing !== null) {
    log('warning', 'The desktop doesn’t look for new versions', { because: missing });
    return null;
  }
  const channel = policy.updateChannel ?? 'latest';
  return { feed, channel, keys, platform, arch: process.arch, appImage, machine, packaged: app.isPackaged, log, ready };
}

/** New versions, as IT allows them. The updater itself is loaded at the first check; without it nothing is asked of anybody. */
export function createUpdates(options: UpdatesOptions): UpdatesOfDesktop {
  const { clock, log } = options;
  const path = join(app.getPath('userData'), 'update.json');
  const version = app.getVersion();
  let tell: (news: UpdateNews) => void = () => {};
  const followed = follow(options, (ready) => tell({ kind: 'ready', version: ready }));
  let updater: Updater | null = null;

  const remember = (installing: string | null): void => {
    writeJsonFile(path, { version, installing } satisfies BetweenRuns);
  };
  const check = async (using: UpdaterOptions): Promise<CheckResult> => {
    updater ??= (await import('../shell/updater.ts')).createUpdater(using);
    // Asked each time, since IT can change it while the desktop runs.
    await updater.session.setProxy(options.proxy());
    return updater.check();
  };
  const checkEvery = (using: UpdaterOptions, wait: number): void => {
    clock.after(wait, () => {
      void check(using);
      checkEvery(using, CHECK_EVERY_MS);
    });
  };

  return {
    begin(listener) {
      tell = listener;
      const last = readJsonFile<BetweenRuns | null>(path, parseBetweenRuns, null).value;
      const news = newsAtStart(last, version);
      if (news !== null) {
        log(news.kind === 'failed' ? 'warning' : 'info', `A new version was ${news.kind}`, { ...news });
        tell(news);
      }
      if (news !== null || last === null) remember(null);
      if (followed !== null) checkEvery(followed, FIRST_CHECK_MS + randomInt(FIRST_CHECK_SPREAD_MS));
    },
    check: followed === null ? null : () => check(followed),
    install(installing, restart) {
      remember(installing);
      const done = updater?.install(restart) ?? false;
      if (!done) remember(null);
      else if (restart) app.quit();
      return done;
    },
  };
}
