import path from 'node:path';
import { parseSync } from 'vite';
import { isNode, type Node, walk } from './syntax.ts';

export interface Import {
  /** As it is written. */
  readonly specifier: string;
  readonly line: number;
  /** True when nothing of it is there at run time. */
  readonly typeOnly: boolean;
}

/** Every way in which a file names another: static and dynamic imports, re-exports, import types and `require`. */
export function importsOf(file: string, source: string): Import[] {
  const parsed = parseSync(path.basename(file), source);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file} can't be parsed: ${error.message}`);
  const found: Import[] = [];
  const add = (literal: unknown, at: number, typeOnly: boolean): void => {
    if (isNode(literal) && typeof literal['value'] === 'string')
      found.push({ specifier: literal['value'], line: lineAt(source, at), typeOnly });
  };
  walk(parsed.program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        add(node['source'], node.start, isTypeOnly(node, 'importKind', 'specifiers'));
        break;
      case 'ExportNamedDeclaration':
        add(node['source'], node.start, isTypeOnly(node, 'exportKind', 'specifiers'));
        break;
      case 'ExportAllDeclaration':
        add(node['source'], node.start, node['exportKind'] === 'type');
        break;
      case 'ImportExpression':
        add(node['source'], node.start, false);
        break;
      case 'TSImportType':
        add(node['source'] ?? node['argument'], node.start, true);
        break;
      case 'CallExpression':
        if (isRequire(node['callee']) && Array.isArray(node['arguments'])) add(node['arguments'][0], node.start, false);
        break;
    }
  });
  return found;
}

/** `import type { … }`, and also `import { type A, type B }`, of which nothing is left either. */
function isTypeOnly(declaration: Node, kind: string, list: string): boolean {
  if (declaration[kind] === 'type') return true;
  const specifiers = declaration[list];
  return Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((specifier: Node) => specifier[kind] === 'type');
}

/** `require(…)` and `require.resolve(…)`. */
function isRequire(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee['name'] === 'require';
  return callee.type === 'MemberExpression' && isRequire(callee['object']);
}

/** Counted from 1. */
export function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
