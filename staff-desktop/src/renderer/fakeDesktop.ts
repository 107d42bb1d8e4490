/** A `window.desktop` for component tests: answers are given by the test, what was asked is written down. */
import type { Desktop, Endpoints, Events, FileToSave, Outcome, Problem, Saved } from '../bridge.ts'

type Answer = (input: never) => unknown

export interface FakeDesktop extends Desktop {
  asked: { name: keyof Endpoints; input: unknown }[]
  /** The files that were to be saved, and what became of the next one. */
  files: FileToSave[]
  saved: Saved
  /** What an endpoint answers from now on. */
  answer(name: keyof Endpoints, answer: Answer): void
  emit<Name extends keyof Events>(event: Name, detail: Events[Name]): void
}

export const done = (value?: unknown): Outcome<never> => ({ ok: true, value: value as never })

export function refused(problem: Partial<Problem>): Outcome<never> {
  return {
    ok: false,
    problem: { status: 500, code: 'unexpected', message: 'Something went wrong.', fields: {}, newer: [], ...problem },
  }
}

export const offline = refused({ status: 0, code: 'offline', message: 'The service cannot be reached.' })

export function fakeDesktop(answers: Partial<Record<keyof Endpoints, Answer>> = {}): FakeDesktop {
  const listeners = new Map<string, Set<(detail: never) => void>>()
  const asked: FakeDesktop['asked'] = []
  return {
    asked,
    files: [],
    saved: { state: 'saved', path: '/home/fiona/file.csv' },
    answer: (name, answer) => void (answers[name] = answer),
    emit: (event, detail) => listeners.get(event)?.forEach((listener) => listener(detail as never)),
    on(event, listener) {
      const all = listeners.get(event) ?? new Set()
      listeners.set(event, all.add(listener))
      return () => all.delete(listener)
    },
    // As the real bridge does: what cannot be copied does not cross.
    async call(name, input) {
      asked.push({ name, input: structuredClone(input) })
      return ((await answers[name]?.(input as never)) ?? done()) as Outcome<never>
    },
    async saveFile(file) {
      this.files.push(structuredClone(file))
      return this.saved
    },
    start: () => Promise.reject(new Error('not asked for in this test')),
    signIn: () => Promise.reject(new Error('not asked for in this test')),
    signInWithCode: () => Promise.reject(new Error('not asked for in this test')),
    signOut: () => Promise.resolve(),
    lock: () => Promise.resolve(),
  }
}
