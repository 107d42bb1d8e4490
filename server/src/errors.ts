import { problems, type ProblemCode, type ProblemReply, type SessionEnd } from './contract/problem.ts'

interface Particulars {
  /** What to change, by field. */
  fields?: Record<string, string>
  /** What is newer than what the sender saw; only with `newerMessages`. */
  newer?: unknown[]
  /** For the second step; only with `secondFactorNeeded`. */
  ticket?: string
  /** How many there are by now; only with `broadcastCountChanged`. */
  patients?: number
  /** What was sent before; only with `broadcastIsDuplicate`. */
  earlier?: unknown
  /** Why the session is over; only with `signedOut`. */
  ended?: SessionEnd
  /** What was written stays written, although the caller is refused (the record of a failed sign-in). */
  keepsWrites?: boolean
}

/** Something went wrong that the caller can be told. Anything else that is thrown is our own fault and answers 500. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly particulars: Particulars

  constructor(code: ProblemCode, particulars: Particulars = {}) {
    super(problems[code].message)
    this.name = 'Problem'
    this.code = code
    this.status = problems[code].status
    this.particulars = particulars
  }

  reply(requestId: string): ProblemReply {
    const { fields, newer, ticket, patients, earlier, ended } = this.particulars
    return {
      code: this.code,
      message: this.message,
      ...(fields && { fields }),
      ...(newer && { newer }),
      ...(ticket && { ticket }),
      ...(patients !== undefined && { patients }),
      ...(earlier !== undefined && { earlier }),
      ...(ended && { ended }),
      requestId,
    }
  }
}
