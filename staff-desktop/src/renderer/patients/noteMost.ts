import type { contactNoteMost } from 'server/contract'

/** The contract's limit, so that it is told before it is hit. The type keeps it equal without bundling the contract. */
export const noteMost: typeof contactNoteMost = 300
