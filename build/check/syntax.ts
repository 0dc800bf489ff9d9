/** A piece of a parsed file (ESTree). */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Visits a node and all that is in it, from the outside in. What is left out is left out with all that is in it. */
export function walk(value: unknown, visit: (node: Node) => void, isLeftOut: (node: Node) => boolean = () => false): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit, isLeftOut);
  else if (isNode(value) && !isLeftOut(value)) {
    visit(value);
    for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) walk(child, visit, isLeftOut);
  }
}
