import path from 'node:path';
import { parseSync } from 'vite';
import { isNode, type Node, walk } from '../check/syntax.ts';
import { neverRuns } from './never-runs.ts';

/** What tests are declared by, in vitest and in Playwright. */
const DECLARES = new Set(['test', 'it']);

/**
 * The titles of the tests that a file declares, as they are written: `test('…')`, `test.each([…])('…')`, and templates
 * with their gaps left as `${…}`. What runs nowhere isn't there.
 */
export function testTitles(file: string, source: string): string[] {
  const parsed = parseSync(path.basename(file), source);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file} can't be parsed: ${error.message}`);
  const titles: string[] = [];
  const visit = (node: Node): void => {
    if (node.type !== 'CallExpression' || !declaresTest(node['callee']) || !Array.isArray(node['arguments'])) return;
    const title = textOf(node['arguments'][0], source);
    if (title !== null) titles.push(title);
  };
  walk(parsed.program, visit, neverRuns);
  return titles;
}

/** `test`, and what `test.each(…)` and its like answer. */
function declaresTest(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return DECLARES.has(String(callee['name']));
  if (callee.type !== 'CallExpression') return false;
  const made = callee['callee'];
  return isNode(made) && made.type === 'MemberExpression' && declaresTest(made['object']);
}

function textOf(node: unknown, source: string): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type === 'TemplateLiteral') return source.slice(node.start + 1, Number(node['end']) - 1);
  return null;
}
