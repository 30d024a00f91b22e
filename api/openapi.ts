import { z } from 'zod';
import type { Route } from './route.ts';

const problem = {
  description: 'RFC 9457',
  content: {
    'application/problem+json': { schema: { type: 'object', properties: { title: { type: 'string' }, status: { type: 'integer' } } } },
  },
};

const parametersOf = (schema: z.ZodObject, place: 'path' | 'query'): object[] =>
  Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !field.safeParse(undefined).success,
    schema: z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }),
  }));

/** OpenAPI 3.1 of the routes, made from the same values that serve them. */
export function openApiOf(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const body = Object.keys(route.body.shape).length > 0 ? z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }) : null;
    paths[`/api/v1${route.path}`] = {
      ...paths[`/api/v1${route.path}`],
      [route.method]: {
        summary: route.summary,
        'x-roles': route.access,
        parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
        ...(body === null ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
        responses: {
          '200': {
            description: 'OK',
            content: { 'application/json': { schema: z.toJSONSchema(route.output, { io: 'input', unrepresentable: 'any' }) } },
          },
          '400': problem,
          '401': problem,
          '403': problem,
          '404': problem,
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Văn Thư', version: '1' },
    components: { securitySchemes: { basic: { type: 'http', scheme: 'basic' }, token: { type: 'http', scheme: 'bearer' } } },
    security: [{ basic: [] }, { token: [] }],
    paths,
  };
}
