/** Pieces of SQL about how an account is told of a message. */

const columns = ['email', 'email_verified_at', 'email_bouncing_at', 'email_wish', 'kind', 'closed_at']

/** Why no e-mail reaches it, as `memberships.unreachable` has it; `account`: an alias. */
export const unreachableBy = (account: string) =>
  `unreachable_by(${columns.map((column) => `${account}.${column}`).join(', ')})`

/** It gets text messages, where there are any: `:texts`. */
export const getsTexts = (account: string) =>
  `(cast(:texts as boolean) and ${account}.text_proved_at is not null and ${account}.text_failing_at is null)`
