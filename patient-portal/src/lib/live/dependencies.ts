/** What loads depend on, by name; a live event invalidates by these names. */
export const onInbox = 'portal:inbox'
export const onConversation = (id: string) => `portal:conversation-${id}` as const
