import * as z from 'zod';
import type { ApiErrorCode } from '../../shared/errors.ts';
import { API_ERRORS, errorBodySchema } from '../../shared/errors.ts';
import type { Operation } from '../../shared/operation.ts';
import { COMMON_ERRORS, INPUT_AGE_HEADER } from '../../shared/operation.ts';
import { accessErrors } from './access.ts';
import { ERROR_WORDS } from './words.ts';

/** The version of the paths under `/v1`. */
const API_VERSION = '1.0.0';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 takes JSON Schema 2020-12 as it is; the dialect is said once, at the top. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}

/** Every refusal that an operation can give, in the order of the vocabulary. */
export function errorsOf(operation: Operation): ApiErrorCode[] {
  const possible = new Set<ApiErrorCode>([...operation.errors, ...accessErrors(operation), ...COMMON_ERRORS]);
  return (Object.keys(API_ERRORS) as ApiErrorCode[]).filter((code) => possible.has(code));
}

function responses(operation: Operation): Json {
  const byStatus = new Map<number, ApiErrorCode[]>();
  for (const code of errorsOf(operation)) byStatus.set(API_ERRORS[code], [...(byStatus.get(API_ERRORS[code]) ?? []), code]);
  const refusals = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\`: ${ERROR_WORDS[code]}`).join('\n\n'),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ]);
  return {
    200: { description: 'Done.', content: { 'application/json': { schema: jsonSchema(operation.answer, 'output') } } },
    ...Object.fromEntries(refusals),
  };
}

function parameters(operation: Operation): Json[] {
  const properties = jsonSchema(operation.params, 'input')['properties'];
  return Object.entries((properties ?? {}) as Json).map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
}

const INPUT_AGE: Json = {
  name: INPUT_AGE_HEADER,
  in: 'header',
  required: false,
  description:
    'Whole seconds since the person last did anything. Without it, any call but one that programs make by themselves is taken for the person’s own.',
  schema: { type: 'integer', minimum: 0 },
};

/** True when an operation takes a body: its schema has properties. */
export function takesBody(operation: Operation): boolean {
  return operation.method === 'POST' && operation.body instanceof z.ZodObject && Object.keys(operation.body.shape).length > 0;
}

function describe(operation: Operation): Json {
  const { access } = operation;
  return {
    operationId: operation.name,
    tags: [operation.area],
    summary: operation.summary,
    security: access.kind === 'public' ? [] : [{ [access.kind]: [] }],
    ...(access.kind === 'session' && {
      'x-permission': access.permission,
      'x-step-up': access.stepUp,
      'x-while-locked': access.whileLocked,
      'x-newest-token': access.withNewestToken === true,
      'x-by-itself': access.byItself === true,
    }),
    parameters: [...parameters(operation), ...(access.kind === 'session' ? [INPUT_AGE] : [])],
    ...(takesBody(operation) && {
      requestBody: {
        required: !operation.body.safeParse({}).success,
        content: { 'application/json': { schema: jsonSchema(operation.body, 'input') } },
      },
    }),
    responses: responses(operation),
  };
}

/** The contract as an OpenAPI 3.1 document. */
export function openApiDocument(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) };
  }
  const token = (description: string) => ({ type: 'http', scheme: 'bearer', description });
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Vu API',
      version: API_VERSION,
      description: 'Sign-in with a second factor for Customer Service Vu, Control and the Forms Portal.',
    },
    paths,
    components: {
      schemas: { Error: jsonSchema(errorBodySchema, 'output') },
      securitySchemes: {
        challenge: token('The token of a challenge: what the password gave. Good for nothing but meeting that challenge.'),
        session: token('The token of a session: what the last factor gave.'),
      },
    },
  };
}
