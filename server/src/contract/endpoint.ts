/**
 * One endpoint of the API: what it is called, who may call it, what goes in and what comes out.
 * Everything else (the HTTP routes, the typed client, the OpenAPI document, the test that walks every route)
 * is made from this description.
 */
import { z } from 'zod'
import type { ProblemCode } from './problem.ts'

/**
 * Who may call an endpoint:
 * - `anyone`: also without signing in
 * - `recentlySignedIn`: signed in, or timed out within the last day (to keep a draft; it can read nothing)
 * - `signedIn`: patient or staff
 * - `patient`, `staff`: only that kind of account
 */
export type Caller = 'anyone' | 'recentlySignedIn' | 'signedIn' | 'patient' | 'staff'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

type Fields = z.ZodObject

export interface EndpointDescription<
  Params extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends Fields = Fields,
  Response extends z.ZodType = z.ZodType,
  By extends Caller = Caller,
> {
  /** One sentence in plain English; it becomes the summary in the OpenAPI document. */
  summary: string
  method: Method
  /** With `:name` for each of `params`. */
  path: `/${string}`
  caller: By
  params?: Params
  query?: Query
  body?: Body
  /** Open also to somebody of whom a second step at sign-in is demanded and who has none yet. */
  whileEnrolling?: boolean
  /** `nothing` for 204. */
  response: Response
  /** The problems that this endpoint answers with besides the ones every endpoint has (400, 401, 403, 404, 429). */
  problems?: readonly ProblemCode[]
  /** `text/event-stream` for the one endpoint that is not JSON. */
  contentType?: string
  /** The most that a body may hold; 256kb is enough for everything but files and whole lists. */
  bodyLimit?: '256kb' | '4mb'
}

export type Endpoint<
  Params extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends Fields = Fields,
  Response extends z.ZodType = z.ZodType,
  By extends Caller = Caller,
> = Required<EndpointDescription<Params, Query, Body, Response, By>>

const none = z.object({})

/** The response of an endpoint that answers 204. */
export const nothing = z.void()

export function endpoint<
  Params extends Fields = typeof none,
  Query extends Fields = typeof none,
  Body extends Fields = typeof none,
  Response extends z.ZodType = z.ZodType,
  const By extends Caller = Caller,
>(description: EndpointDescription<Params, Query, Body, Response, By>): Endpoint<Params, Query, Body, Response, By> {
  return {
    params: none as unknown as Params,
    query: none as unknown as Query,
    body: none as unknown as Body,
    whileEnrolling: false,
    problems: [],
    contentType: 'application/json',
    bodyLimit: '256kb',
    ...description,
  }
}

/** An object without fields puts no demand on what stands beside it. */
type FieldsIn<F extends Fields> = keyof F['shape'] extends never ? unknown : z.input<F>
type FieldsOut<F extends Fields> = keyof F['shape'] extends never ? unknown : z.output<F>

/** What a caller of the client passes: path, query and body fields side by side (their names never clash). */
export type InputOf<E extends Endpoint> = FieldsIn<E['params']> & FieldsIn<E['query']> & FieldsIn<E['body']>

/** What a handler receives, after validation. */
export type ParsedInputOf<E extends Endpoint> = FieldsOut<E['params']> & FieldsOut<E['query']> & FieldsOut<E['body']>

/** What a handler returns, before the contract has parsed it. */
export type ReplyOf<E extends Endpoint> = z.input<E['response']>

/** What the client returns. */
export type ResponseOf<E extends Endpoint> = z.output<E['response']>
