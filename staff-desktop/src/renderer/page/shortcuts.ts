/** The keyboard's map: one table for what the keys do and for the list under `?`. */
export type Shortcut =
  | 'next'
  | 'previous'
  | 'open'
  | 'reply'
  | 'archive'
  | 'search'
  | 'new'
  | 'list'
  | 'inbox'
  | 'unread'
  | 'archived'
  | 'units'
  | 'news'
  | 'staff'
  | 'patients'
  | 'account'
  | 'shortcuts'

export const shortcuts: { keys: string[]; does: Shortcut; words: string }[] = [
  { keys: ['j'], does: 'next', words: 'Next conversation' },
  { keys: ['k'], does: 'previous', words: 'Previous conversation' },
  { keys: ['Enter'], does: 'open', words: 'Open the conversation' },
  { keys: ['u'], does: 'list', words: 'Back to the list' },
  { keys: ['r'], does: 'reply', words: 'Reply' },
  { keys: ['e'], does: 'archive', words: 'Archive, or move back to the inbox' },
  { keys: ['n'], does: 'new', words: 'New conversation' },
  { keys: ['/'], does: 'search', words: 'Search' },
  { keys: ['g', 'i'], does: 'inbox', words: 'Go to the inbox' },
  { keys: ['g', 'u'], does: 'unread', words: 'Go to unread' },
  { keys: ['g', 'a'], does: 'archived', words: 'Go to archived' },
  { keys: ['g', 't'], does: 'units', words: 'Go to your units' },
  { keys: ['g', 'n'], does: 'news', words: 'Go to the news' },
  { keys: ['g', 's'], does: 'staff', words: 'Go to the staff of your unit' },
  { keys: ['g', 'p'], does: 'patients', words: 'Go to the patients of your unit' },
  { keys: ['g', 'y'], does: 'account', words: 'Go to your account' },
  { keys: ['?'], does: 'shortcuts', words: 'This list' },
]

/** What works inside text boxes and dialogs too; the elements themselves listen for these. */
export const otherKeys = [
  { keys: ['Ctrl', 'Enter'], words: 'Send what you have written' },
  { keys: ['↑', '↓'], words: 'Move in the list that has the focus' },
  { keys: ['Esc'], words: 'Close, or leave the text box' },
]

/** In a table of people, as in a spreadsheet; nobody else has one. */
export const tableKeys = [
  { keys: ['Enter', 'F2'], words: 'In a table: change the cell' },
  { keys: ['Space'], words: 'In a table: yes or no' },
  { keys: ['Shift', 'Space'], words: 'In a table: select the person' },
  { keys: ['Ctrl', 'D'], words: 'In a table: fill down' },
  { keys: ['Ctrl', 'Z'], words: 'In a table: undo' },
  { keys: ['Alt', 'Shift', '← →'], words: 'In a table: make the column narrower or wider' },
  { keys: ['Esc', 'Tab'], words: 'In a table: leave it. Inside, letters are typed into the cell, also g s' },
]

/** How long the second key of a pair may take. */
const pairWithin = 1500

/** Turns key presses into shortcuts; remembers a `g` that waits for its second key. */
export class Keyboard {
  #first: { key: string; at: number } | null = null

  /** The shortcut that this press completes; null when it is none of ours. */
  press(event: KeyboardEvent): Shortcut | null {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) {
      this.#first = null
      return null
    }
    const waiting = this.#first && event.timeStamp - this.#first.at <= pairWithin ? [this.#first.key] : []
    this.#first = null
    const pressed = [...waiting, event.key]
    const found = shortcuts.find(
      ({ keys }) => keys.length === pressed.length && keys.every((key, at) => key === pressed[at]),
    )
    if (found) return found.does === 'open' && actsOnEnter(event.target) ? null : found.does
    if (shortcuts.some(({ keys }) => keys.length > 1 && keys[0] === event.key)) {
      this.#first = { key: event.key, at: event.timeStamp }
    }
    return null
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])')
}

/** Enter belongs to the button or link that has the focus. */
function actsOnEnter(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('button, a[href], summary, input')
}
