import path from 'node:path';
import { parseSync } from 'vite';
import type { Violation } from './import-rules.ts';
import { lineAt } from './imports.ts';
import { isNode, type Node, walk } from './syntax.ts';

/** What is shipped. A test may draw as it likes. */
const SHIPPED = /^(shared|renderer|electron|server)\//;

/**
 * Checks files, given as path from the root → source, for `Math.random`, however it is reached: whoever has seen some of what
 * it gave knows the rest. `Math` itself may only be there for something else of it by name, so that it can't be taken apart
 * or handed on either.
 */
export function weakRandomness(files: ReadonlyMap<string, string>): Violation[] {
  return [...files].flatMap(([file, source]) =>
    SHIPPED.test(file) && source.includes('Math')
      ? placesOf(file, source).map((at) => ({
          rule: 'randomness',
          at: `${file}:${lineAt(source, at)}`,
          why: 'may reach Math.random. What is random comes from node:crypto, in a browser from crypto.getRandomValues.',
        }))
      : [],
  );
}

function placesOf(file: string, source: string): number[] {
  const parsed = parseSync(path.basename(file), source);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file} can't be parsed: ${error.message}`);
  const harmless = new Set<number>();
  const named: number[] = [];
  walk(parsed.program, (node) => {
    if (isHarmless(node) && isNode(node['object'])) harmless.add(node['object'].start);
    if (isMath(node)) named.push(node.start);
  });
  return named.filter((start) => !harmless.has(start));
}

/** `Math.floor`, and whatever else of it that isn't `random`. */
function isHarmless({ type, object, property, computed }: Node): boolean {
  return type === 'MemberExpression' && isMath(object) && computed === false && isNode(property) && property['name'] !== 'random';
}

/** Its name, also as `globalThis['Math']`. */
const isMath = (node: unknown): boolean =>
  isNode(node) && ((node.type === 'Identifier' && node['name'] === 'Math') || (node.type === 'Literal' && node['value'] === 'Math'));
