import fc from 'fast-check';
import * as z from 'zod';

/** Values for a schema of the contract: what fits, what nearly fits, and what has broken parsers, databases and lists before. */

/** What a schema is as JSON Schema, as far as the contract goes. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export function shapeOf(schema: z.ZodType): Shape {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Shape;
}

const LONGEST = 80;

const awkwardText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: LONGEST }),
  fc.string({ unit: 'grapheme', maxLength: LONGEST }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '%00',
    '../..',
    "'; drop table users; --",
    '{{7*7}}',
    '<script>',
    '９９９９９９',
    '\u202e123456',
    'infinity',
    'NaN',
    '-1',
    '1e309',
    '__proto__',
    'constructor',
    'null',
    'true',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '2026-02-30T25:61:00Z',
    'a@b',
  ),
  fc.string({ minLength: 300, maxLength: 3_000 }),
);

const awkward = fc.oneof(
  { weight: 4, arbitrary: awkwardText },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, 0, -0, -1, 2 ** 53, 1e308, [], {}, [[[[]]]], { __proto__: 1 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

function textOf({ format, pattern, minLength = 0, maxLength = LONGEST }: Shape): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length >= minLength);
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, LONGEST)) });
}

/** Values that fit, as far as a schema says in JSON Schema what does. */
export function fittingShape(shape: Shape): fc.Arbitrary<unknown> {
  if ('const' in shape) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(fittingShape));
  switch (shape.type) {
    case 'object':
      return fc.record(mapValues(shape.properties ?? {}, fittingShape));
    case 'array':
      return fc.array(fittingShape(shape.items ?? {}), { minLength: 1, maxLength: 3 });
    case 'string':
      return textOf(shape);
    case 'integer':
    case 'number':
      return fc.integer({ min: shape.minimum ?? 0, max: shape.maximum ?? 2 ** 31 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

/**
 * Bodies or parameters for a schema. `known` are values that mean something at this moment, by name, so that requests
 * get past the door. Half of what comes fits; the rest has a value that doesn't, one too few or one too many, or is
 * nothing of the kind.
 */
export function valuesOf(schema: z.ZodType, known: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<unknown> {
  const shape = shapeOf(schema);
  const properties = mapValues(shape.properties ?? {}, (property, name) => {
    const familiar = known[name] ?? [];
    return familiar.length === 0
      ? fittingShape(property)
      : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...familiar) }, fittingShape(property));
  });
  const whole = fc.record(properties);
  const one = (value: fc.Arbitrary<unknown>) =>
    fc.tuple(whole, fc.constantFrom(...Object.keys(properties), 'userId', '__proto__'), value).map(([all, name, other]) => ({
      ...all,
      [name]: other,
    }));
  const fewer = fc
    .tuple(whole, fc.nat())
    .map(([all, at]) => Object.fromEntries(Object.entries(all).filter((_, index, every) => index !== at % Math.max(1, every.length))));
  return fc.oneof(
    { weight: 5, arbitrary: whole },
    { weight: 3, arbitrary: one(awkward) },
    { weight: 1, arbitrary: fewer },
    { weight: 1, arbitrary: awkward },
  );
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, change: (value: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}
