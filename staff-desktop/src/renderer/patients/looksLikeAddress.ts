/** Enough to name it in a sentence; whether e-mail can be sent there the server says. */
export const looksLikeAddress = (typed: string) => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(typed)
