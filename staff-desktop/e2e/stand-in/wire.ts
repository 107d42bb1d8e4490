/** Questions and answers between the test's process and the app's main process, both ways, by structured clone. */

export type Answers = Record<string, (detail: never) => unknown>

interface Line {
  send(message: unknown): void
  listen(onMessage: (message: unknown) => void): void
}

type Message =
  | { kind: string; id: number; detail: unknown }
  | { answerTo: number; value: unknown }
  | { answerTo: number; error: string }

export type Ask = <Value = unknown>(kind: string, detail?: unknown) => Promise<Value>

export function wire(line: Line, answers: Answers): Ask {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let last = 0

  line.listen((received) => {
    const message = received as Message
    if ('kind' in message) return void reply(message)
    const question = waiting.get(message.answerTo)
    waiting.delete(message.answerTo)
    if ('error' in message) question?.reject(new Error(message.error))
    else question?.resolve(message.value as never)
  })

  async function reply({ kind, id, detail }: { kind: string; id: number; detail: unknown }) {
    try {
      const answer = answers[kind]
      if (!answer) throw new Error(`The stand-in for Electron does not know ${kind}`)
      line.send({ answerTo: id, value: await answer(detail as never) })
    } catch (error) {
      line.send({ answerTo: id, error: error instanceof Error ? error.message : String(error) })
    }
  }

  return (kind, detail) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      line.send({ kind, id, detail })
    })
}
