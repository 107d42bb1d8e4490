/** The OpenAPI document is complete and holds together: what generators of clients trip over. */
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { api, apiPrefix, type Endpoint } from '../contract/index.ts'

interface Operation {
  operationId: string
  summary: string
  security: Record<string, unknown>[]
  parameters?: { name: string; in: string; required?: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}
interface Document {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { securitySchemes: Record<string, object>; schemas?: Record<string, object> }
}

const house = await aServer(await aDatabase())
const response = await fetch(`${house.origin}/api/openapi.json`)
const document = (await response.json()) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

test('anybody can read it, as OpenAPI 3.1', () => {
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/json')
  expect(document.openapi).toMatch(/^3\.1\.\d$/)
  expect(document.info).toMatchObject({ title: expect.stringMatching(/./), version: expect.stringMatching(/./) })
})

test('every endpoint is there, under its own name', () => {
  const described = operations.map(({ path, method, operation }) => [operation.operationId, method, path])
  const existing = Object.entries(api as Record<string, Endpoint>).map(([name, { method, path }]) => [
    name,
    method.toLowerCase(),
    apiPrefix + path.replace(/:(\w+)/g, '{$1}'),
  ])
  expect(described.toSorted()).toEqual(existing.toSorted())
})

test.each(operations)('$operation.operationId declares what it takes', ({ path, operation }) => {
  const endpoint = (api as Record<string, Endpoint>)[operation.operationId]!
  const declared = (place: string) => (operation.parameters ?? []).filter((parameter) => parameter.in === place)
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  expect(declared('path').map(({ name }) => name)).toEqual(inPath)
  for (const { required } of declared('path')) expect(required).toBe(true)
  expect(declared('query').map(({ name }) => name)).toEqual(Object.keys(endpoint.query.shape))
  for (const { schema } of operation.parameters ?? []) expect(schema).toBeTypeOf('object')
  expect(operation.summary).toMatch(/^[A-Z].*\.$/)

  const body = operation.requestBody?.content['application/json']?.schema as { properties?: object } | undefined
  expect(Object.keys(body?.properties ?? {})).toEqual(Object.keys(endpoint.body.shape))
})

test.each(operations)('$operation.operationId declares what it answers', ({ operation }) => {
  const endpoint = (api as Record<string, Endpoint>)[operation.operationId]!
  const success = Object.keys(operation.responses).filter((status) => status.startsWith('2'))
  expect(success).toEqual([operation.responses[204] ? '204' : '200'])
  for (const [status, { description, content }] of Object.entries(operation.responses)) {
    expect(status).toMatch(/^[245]\d\d$/)
    expect(description).toMatch(/./)
    if (status !== '204') expect(Object.values(content ?? {})[0]?.schema).toBeTypeOf('object')
  }
  expect(operation.security).toEqual(endpoint.caller === 'anyone' ? [] : [{ token: [] }, { cookie: [] }])
  if (endpoint.caller !== 'anyone') expect(operation.responses[401]).toBeDefined()
})

test('every reference leads somewhere, and every security scheme exists', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!)
  for (const reference of references) {
    expect(reference).toMatch(/^#\//)
    const target = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
    expect(target, reference).toBeTypeOf('object')
  }
  const schemes = operations.flatMap(({ operation }) => operation.security.flatMap((one) => Object.keys(one)))
  for (const scheme of schemes) expect(document.components.securitySchemes).toHaveProperty(scheme)
})

test('schemas are of the JSON Schema that OpenAPI 3.1 speaks', () => {
  const types = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']
  visit(document.paths)
  visit(document.components)

  function visit(at: unknown): void {
    if (Array.isArray(at)) at.forEach(visit)
    else if (typeof at === 'object' && at !== null) {
      // What 3.0 wrote and 3.1 no longer knows.
      expect(at).not.toHaveProperty('nullable')
      const { type, required, properties } = at as { type?: unknown; required?: unknown; properties?: object }
      if (typeof type === 'string' && !('scheme' in at) && !('in' in at)) expect(types).toContain(type)
      if (Array.isArray(required) && properties)
        for (const name of required) expect(properties).toHaveProperty(String(name))
      Object.values(at).forEach(visit)
    }
  }
})
