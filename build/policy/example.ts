import { POLICIES, POLICY_NAMES, type PolicyName, type Setting } from '../../electron/policy/policies.ts';

/** What doesn't go with the rest of the example: there is one way through a proxy, and the example goes by a PAC file. */
const NOT_TOGETHER: ReadonlySet<PolicyName> = new Set(['proxyServer', 'proxyBypass']);

/** A policy with everything in it that goes together, for IT to take out what it doesn't want. */
export const EXAMPLE: Readonly<Record<string, unknown>> = Object.fromEntries(
  POLICY_NAMES.filter((name) => !NOT_TOGETHER.has(name)).map((name) => [name, POLICIES[name].example]),
);

/** Every policy with its declaration, in its order. */
export const ALL: readonly (readonly [PolicyName, Setting])[] = POLICY_NAMES.map((name) => [name, POLICIES[name]]);

/** Each way to take one or several of the choices, as the registry holds it: with commas between. */
export function combinations(choices: readonly string[]): string[][] {
  let sets: string[][] = [[]];
  for (const choice of choices) sets = sets.concat(sets.map((set) => [...set, choice]));
  return sets.filter((set) => set.length > 0);
}
