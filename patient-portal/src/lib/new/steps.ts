/** The steps to a new message and their addresses. An address carries ids, never a name. */
const paths = {
  group: '/conversations/new',
  recipients: '/conversations/new/recipients',
  notUrgent: '/conversations/new/not-urgent',
  write: '/conversations/new/write',
} as const

export interface Choices {
  group?: string
  to?: string[]
  /** Has read that this is not for urgent matters. */
  understood?: boolean
}

export function stepPath(step: keyof typeof paths, { group, to = [], understood }: Choices): string {
  const query = new URLSearchParams()
  if (group) query.set('group', group)
  for (const id of to) query.append('to', id)
  if (understood) query.set('understood', 'yes')
  return query.size > 0 ? `${paths[step]}?${query}` : paths[step]
}

export function choicesIn(query: URLSearchParams): { group: string; to: string[]; understood: boolean } {
  return {
    group: query.get('group') ?? '',
    to: [...new Set(query.getAll('to'))],
    understood: query.get('understood') === 'yes',
  }
}
