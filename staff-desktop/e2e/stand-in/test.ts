/** The main process's end of the wire to the test. */
import { wire, type Answers, type Ask } from './wire.ts'

const answers: Answers = {}

const ask: Ask = wire(
  {
    send: (message) => process.send?.(message),
    listen: (onMessage) => process.on('message', onMessage),
  },
  answers,
)
// Without its test the app has no window; it must not outlive it.
process.on('disconnect', () => process.exit(1))

export const test = {
  ask,
  answer: (more: Answers) => void Object.assign(answers, more),
}
