import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { nothing, type Caller, type Endpoint } from '../contract/endpoint.ts'
import { apiPrefix } from '../contract/index.ts'
import { problemReply, problems, type ProblemCode } from '../contract/problem.ts'

const problemsOfAll: ProblemCode[] = ['badRequest', 'tooManyRequests', 'unexpected', 'unavailable']

/** The whole contract as OpenAPI 3.1; an operation's id is the endpoint's name. */
export function openApi(api: Record<string, Endpoint>) {
  const paths: ZodOpenApiPathsObject = {}
  for (const [name, endpoint] of Object.entries(api)) {
    const path = apiPrefix + endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(name, endpoint) }
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'PatientView Messages',
      version: '1',
      description: 'Secure messaging between patients and the staff who look after them.',
    },
    security: [],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token that signIn returns (the desktop).' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-session', description: 'The portal’s session cookie.' },
      },
    },
  })
}

function operation(operationId: string, endpoint: Endpoint): ZodOpenApiOperationObject {
  const has = (fields: Endpoint['body']) => Object.keys(fields.shape).length > 0
  return {
    operationId,
    summary: endpoint.summary,
    description: callers[endpoint.caller],
    security: endpoint.caller === 'anyone' ? [] : [{ token: [] }, { cookie: [] }],
    requestParams: {
      ...(has(endpoint.params) && { path: endpoint.params }),
      ...(has(endpoint.query) && { query: endpoint.query }),
    },
    ...(has(endpoint.body) && {
      requestBody: { required: true, content: { 'application/json': { schema: endpoint.body } } },
    }),
    responses: {
      ...(endpoint.response === nothing
        ? { 204: { description: 'Done.' } }
        : { 200: { description: 'Done.', content: { [endpoint.contentType]: { schema: endpoint.response } } } }),
      ...problemResponses(endpoint),
    },
  }
}

const callers: Record<Caller, string> = {
  anyone: 'Anyone may call this.',
  recentlySignedIn: 'For a session, also one that timed out within the last day.',
  signedIn: 'For anybody who is signed in.',
  patient: 'For patients.',
  staff: 'For staff.',
}

function problemResponses(endpoint: Endpoint) {
  const codes = new Set<ProblemCode>([...problemsOfAll, ...endpoint.problems])
  if (endpoint.caller !== 'anyone') codes.add('signedOut').add('notAllowed').add('wrongOrigin')
  if (Object.keys(endpoint.params.shape).length > 0) codes.add('notFound')
  if (Object.keys({ ...endpoint.query.shape, ...endpoint.body.shape }).length > 0) codes.add('badInput')
  const byStatus = Map.groupBy(codes, (code) => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      String(status) as `4${string}`,
      {
        description: of.map((code) => `${code}: ${problems[code].message}`).join(' '),
        content: { 'application/json': { schema: problemReply } },
      },
    ]),
  )
}
