import { isNode, type Node, walk } from '../check/syntax.ts';

/**
 * Tests that are written down and show nothing: skipped, planned, expected to fail, empty, or behind a condition that can't
 * change. One that runs on some systems only, by a condition that asks for the system, does show something there; whether
 * it ran where the results were recorded is in the results.
 */

/** What tests and groups of them are declared by. */
const DECLARES = new Set(['test', 'it', 'describe', 'suite']);
const NOT_RUN = new Set(['skip', 'todo', 'fails', 'fixme', 'fail']);
/** What a test or a group of them says within itself. */
const GIVES_UP = new Set(['skip', 'fixme', 'fail']);
const CONDITIONS = new Set(['skipIf', 'runIf']);
const TABLES = new Set(['each', 'for']);

/** Whether nothing that a piece of a test file declares runs anywhere, or nothing of it counts. */
export function neverRuns(node: Node): boolean {
  switch (node.type) {
    case 'Program':
      return isSkippedWithin(listOf(node['body']));
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return isConstant(node['test']);
    case 'LogicalExpression':
      return isConstant(node['left']);
    case 'ForOfStatement':
      return isEmptyList(node['right']);
    case 'CallExpression':
      return isNotRun(node);
    default:
      return false;
  }
}

/** `test.skip(…)`, `describe.skipIf(true)(…)`, `test(…, { todo: true }, …)`, `test.each([])(…)`, `test('…', () => {})`. */
function isNotRun(call: Node): boolean {
  const { root, steps } = stepsOf(call['callee']);
  if (!DECLARES.has(root)) return false;
  const isOff = steps.some(
    ({ name, args }) =>
      NOT_RUN.has(name) || (CONDITIONS.has(name) && isConstant(args?.[0])) || (TABLES.has(name) && isEmptyList(args?.[0])),
  );
  if (isOff) return true;
  const [title, ...rest] = listOf(call['arguments']);
  // Anything else, such as `test.each([…])` before its title is given, declares nothing by itself.
  if (!isNode(title) || !(title.type === 'TemplateLiteral' || typeof title['value'] === 'string')) return false;
  return rest.some(isSwitchedOff) || !rest.some(doesSomething);
}

/** How a callee is reached: `test.runIf(a).each(b)` is by `runIf` with a, then by `each` with b, from `test`. */
function stepsOf(callee: unknown): { root: string; steps: { name: string; args: readonly unknown[] | null }[] } {
  if (!isNode(callee)) return { root: '', steps: [] };
  if (callee.type === 'Identifier') return { root: String(callee['name']), steps: [] };
  if (callee.type === 'MemberExpression') {
    const { root, steps } = stepsOf(callee['object']);
    const property = callee['property'];
    return { root, steps: [...steps, { name: isNode(property) ? String(property['name'] ?? property['value']) : '', args: null }] };
  }
  if (callee.type !== 'CallExpression' && callee.type !== 'TaggedTemplateExpression') return { root: '', steps: [] };
  const { root, steps } = stepsOf(callee['callee'] ?? callee['tag']);
  const last = steps.at(-1);
  return { root, steps: last === undefined ? [] : [...steps.slice(0, -1), { ...last, args: listOf(callee['arguments']) }] };
}

/** Options with `skip`, `todo` or `fails`, whether or not there is a reason beside it. */
function isSwitchedOff(options: unknown): boolean {
  if (!isNode(options) || options.type !== 'ObjectExpression') return false;
  return listOf(options['properties']).some((property) => {
    const { key, value } = property as { key?: unknown; value?: unknown };
    if (!isNode(key) || !isNode(value) || !NOT_RUN.has(String(key['name'] ?? key['value']))) return false;
    return isConstant(value) && value['value'] !== false;
  });
}

/** A body in which something is called and that isn't given up before, or a name that stands for one. */
function doesSomething(body: unknown): boolean {
  if (!isNode(body)) return false;
  if (body.type !== 'ArrowFunctionExpression' && body.type !== 'FunctionExpression')
    return body.type !== 'ObjectExpression' && body.type !== 'Literal';
  let calls = false;
  walk(body['body'], ({ type }) => {
    calls ||= type === 'CallExpression';
  });
  const block = body['body'];
  return calls && !(isNode(block) && block.type === 'BlockStatement' && isSkippedWithin(listOf(block['body'])));
}

/** `test.skip()` and `test.fixme(true, '…')` of Playwright, and `skip()` of what vitest gives a test, whatever else happens. */
function isSkippedWithin(statements: readonly unknown[]): boolean {
  return statements.some((statement) => {
    const call = isNode(statement) && statement.type === 'ExpressionStatement' ? statement['expression'] : null;
    if (!isNode(call) || call.type !== 'CallExpression') return false;
    const { root, steps } = stepsOf(call['callee']);
    const name = steps.at(-1)?.name ?? root;
    if (name !== 'skip' && !(GIVES_UP.has(name) && DECLARES.has(root))) return false;
    const [condition, body] = listOf(call['arguments']);
    // With a body it declares a test of its own, which is skipped alone.
    return (condition === undefined || isConstant(condition)) && !(isNode(body) && body.type.endsWith('FunctionExpression'));
  });
}

/** What no system, setting or time can change: nothing in it has a name. With `||` and `&&` one such side decides. */
function isConstant(condition: unknown): boolean {
  if (!isNode(condition)) return true;
  if (condition.type === 'LogicalExpression') return isConstant(condition['left']) || isConstant(condition['right']);
  let names = false;
  walk(condition, ({ type, name }) => {
    names ||= type === 'Identifier' && name !== 'undefined';
  });
  return !names;
}

const isEmptyList = (list: unknown): boolean => isNode(list) && list.type === 'ArrayExpression' && listOf(list['elements']).length === 0;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
