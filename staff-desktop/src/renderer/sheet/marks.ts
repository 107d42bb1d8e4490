/** What the server says about a row that was changed and not applied, by column. */
export interface Marks {
  /** What is wrong, and what to do. */
  wrong: ReadonlyMap<string, string>
  /** In a conflict: what somebody else made of it. */
  now: ReadonlyMap<string, string>
}
