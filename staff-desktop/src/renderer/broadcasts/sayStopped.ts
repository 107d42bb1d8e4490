import type { Desk } from '../desk.svelte.ts'
import type { OpenBroadcast } from './openBroadcast.svelte.ts'

/** What stopping it came to. */
export function sayStopped(desk: Desk, { broadcast }: Pick<OpenBroadcast, 'broadcast'>): void {
  if (broadcast?.state === 'draft') desk.toasts.show({ text: 'Stopped. Nobody has got anything; it is a draft again.' })
  if (broadcast?.state === 'stopped') desk.toasts.show({ text: 'The rest is stopped.' })
}
