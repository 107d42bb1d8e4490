/**
 * The live stream (server-sent events). It carries ids only: a client that hears that something changed
 * fetches it by the endpoint that is authorised for it. Every stream opens with `hello`, so a client that was cut off
 * refetches what it shows and misses nothing.
 */
import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { id } from './words.ts'

export const liveEvent = z.discriminatedUnion('type', [
  /** The stream is open: refetch what is on the screen. */
  z.object({ type: z.literal('hello') }),
  /** A conversation of the caller's has a new message, notice or participant, was opened, or moved between views. */
  z.object({ type: z.literal('conversation'), conversationId: id }),
  /** The session has ended; the server closes the stream. */
  z.object({ type: z.literal('signedOut') }),
])
export type LiveEvent = z.infer<typeof liveEvent>

export const liveEndpoints = {
  live: endpoint({
    summary: 'Server-sent events for the caller: what changed, as ids, each as one JSON `data:` line.',
    method: 'GET',
    path: '/live',
    caller: 'signedIn',
    response: liveEvent,
    contentType: 'text/event-stream',
  }),
}
