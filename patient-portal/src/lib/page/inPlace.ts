import type { SubmitFunction } from '$app/forms'

/**
 * How an answer is applied. Kit takes a refusal to the address that the form was sent to: whenever the page's own
 * address differs by as much as `?done=sent`, that loads the page again and drops what the refusal said. Here a refusal
 * always lands on the page that it belongs to, as it is, and nothing that was typed is reset.
 */
export const inPlace = { reset: false, navigate: false } as const

/** For `use:enhance`. */
export const stayInPlace: SubmitFunction =
  () =>
  ({ update }) =>
    update(inPlace)
