import { resolve } from 'node:path';
import { app } from 'electron';
import type { Environment } from '../environment.ts';
import { takeSwitchesAway } from './hardening.ts';
import { endWithoutProfile, refuseHowStarted } from './no-start.ts';
import { profileFault } from './profile.ts';
import { claimSingleInstance } from './single-instance.ts';

/**
 * Whether this run can be one: started as an installed desktop may be, in a profile that can be written, and alone in it.
 * Where not, says so and ends; nothing else is begun then. Comes before everything, since whatever is first to write to a
 * folder that can't be written would otherwise be what people read about.
 */
export function mayStart(environment: Environment): boolean {
  const tooLateFor = takeSwitchesAway(environment);
  if (tooLateFor.length > 0) {
    refuseHowStarted(tooLateFor);
    return false;
  }
  const { userDataFolder, platform } = environment;
  const folder = userDataFolder === null ? app.getPath('userData') : resolve(userDataFolder);
  const fault = profileFault(folder);
  if (fault !== null) {
    void endWithoutProfile(folder, fault);
    return false;
  }
  if (userDataFolder !== null) app.setPath('userData', folder);
  const claimed = claimSingleInstance(folder, platform);
  if (claimed === 'runs-already') app.exit(0);
  else if (claimed !== 'ours') void endWithoutProfile(folder, claimed);
  return claimed === 'ours';
}
