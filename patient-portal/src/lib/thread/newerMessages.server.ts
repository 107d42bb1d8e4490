import { ApiProblem } from 'server/client'
import { message, type Message } from 'server/contract'

/** What was written since the sender last looked, out of a refused reply. */
export function newerMessages(problem: unknown): Message[] {
  if (!(problem instanceof ApiProblem)) return []
  return problem.newer.flatMap((each) => message.safeParse(each).data ?? [])
}
