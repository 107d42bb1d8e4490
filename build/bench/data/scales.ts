/** How much data there is to measure on. */
export interface Scale {
  name: string
  /** Conversations in each of two inboxes. */
  fewConversations: number
  manyConversations: number
  messagesEach: number
  /** Of two units. */
  fewPatients: number
  manyPatients: number
  /** In a unit of their own. */
  staff: number
}

/** What the bars of QUALITY.md speak of. */
export const fullScale: Scale = {
  name: 'full',
  fewConversations: 10_000,
  manyConversations: 1_000_000,
  messagesEach: 5,
  fewPatients: 1000,
  manyPatients: 100_000,
  staff: 5000,
}

/** For every day. */
export const quickScale: Scale = {
  name: 'quick',
  fewConversations: 2000,
  manyConversations: 50_000,
  messagesEach: 5,
  fewPatients: 1000,
  manyPatients: 10_000,
  staff: 1000,
}
