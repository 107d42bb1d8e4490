import type { IncomingMessage } from 'node:http'
import type { Client, PortalDoor } from 'server/client'
import type { Me, SessionEnd, SessionEnds } from 'server/contract'

declare global {
  namespace App {
    interface Locals {
      /** The API, as whoever holds the session cookie of this request. */
      api: Client
      door: PortalDoor
      me: Me | undefined
      session: SessionEnds | undefined
      /** There is a session cookie, but it no longer signs anybody in: why, if the server knows. */
      ended: SessionEnd | 'unknown' | undefined
    }
    interface Error {
      /** The API's word for it, where a page says more about it than its sentence. */
      code?: string
    }
    interface PageData {
      /** Of the conversation page: the unread conversations without the one that it has just marked as read. */
      unread?: number
    }
    interface Platform {
      req: IncomingMessage & { portalDoor: PortalDoor }
    }
  }
}
