/** How a conversation of the demo is written down. */

export interface Story {
  group: string
  subject: string
  /** Username of the patient; left out in a conversation among staff. */
  patient?: string
  staff: string[]
  /** Oldest first. */
  lines: Line[]
  /** Who has not opened the last messages: username and how many of them. Everybody else has read everything. */
  unread?: Record<string, number>
  archivedBy?: string[]
}

export type Line = [when: When, author: string, text: string] | { when: When; added: string; by: string }

/** `3d 10:15`: three working days ago at a quarter past ten. `2h`: two hours ago. `1d` at most 16:00, and at most `6h`. */
export type When = `${number}d ${number}:${number}` | `${number}h`
