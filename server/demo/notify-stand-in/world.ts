import type { Clock } from '../../clock.ts';
import type { Callbacks } from './callbacks.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './limits.ts';
import type { Service } from './services.ts';
import type { Notification, Store } from './store.ts';
import type { Template } from './templates.ts';

/** Everything that the routes share. */
export interface World {
  readonly clock: Clock;
  /**
   * What tokens' ages are judged by. Apart from `clock`, since the real client stamps its tokens with the computer's
   * own time and can't be told another.
   */
  readonly tokenClock: Clock;
  /** `http://127.0.0.1:1234/`, for the addresses in answers. */
  readonly root: string;
  readonly services: ReadonlyMap<string, Service>;
  readonly templates: ReadonlyMap<string, Template>;
  readonly store: Store;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly callbacks: Callbacks;
  readonly onMessage: (notification: Notification) => void;
}

export const nowOf = (world: World): number => world.clock.now().getTime();
