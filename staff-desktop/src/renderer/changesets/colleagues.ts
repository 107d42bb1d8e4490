/** What is known of the unit's staff where their changes are shown: the rows say usernames and ids. */
import { getContext, setContext } from 'svelte'
import type { Desk } from '../desk.svelte.ts'

export interface Colleagues {
  /** Null when there is nobody of this username on the list, or the list is not here. */
  nameOf: (username: string) => string | null
  usernameOf: (id: string) => string | null
  /** Who gets the conversations of somebody who leaves when nobody else is named; null when there is nothing to get. */
  takerOf: (id: string) => string | null
}

const key = Symbol('colleagues')
const strangers: Colleagues = { nameOf: () => null, usernameOf: () => null, takerOf: () => null }

export function provideColleagues(desk: Desk) {
  const sheet = () => desk.units.page?.staff.sheet
  setContext<Colleagues>(key, {
    nameOf: (username) => sheet()?.rows.find(({ cells }) => cells.username === username)?.name ?? null,
    usernameOf: (id) => sheet()?.byId.get(id)?.cells.username ?? null,
    takerOf: (id) => {
      const open = sheet()?.byId.get(id)?.cells.openConversations
      const contact = desk.units.page?.unit?.defaultContact
      if (open === '0') return 'nobody: none are open'
      return contact && contact.id !== id ? `${contact.name}, the default messaging contact` : null
    },
  })
}

export const useColleagues = (): Colleagues => getContext<Colleagues | undefined>(key) ?? strangers

/** What the server says of a candidate who needs no joining. */
export const isOnTheList = ({ about }: { about: string }) => /: on this list already$/.test(about)
