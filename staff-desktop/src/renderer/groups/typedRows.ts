/** The rows of a unit's settings as they are typed; each keeps its key while others come and go. */
export interface Stretch {
  key: string
  opens: string
  closes: string
}

export interface Holiday {
  key: string
  /** As typed; shown as 25 December 2026. */
  day: string
  name: string
}
