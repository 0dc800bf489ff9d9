import type { Implementation } from '../http/implementation.ts';
import type { Services } from '../services.ts';

/** Every operation of shared/sign-in/operations.ts, made real. */
export function signInImplementations(_services: Services): Implementation[] {
  return [];
}
