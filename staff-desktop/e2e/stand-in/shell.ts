/** The stand-in's menu and notifications. */
import { EventEmitter } from 'node:events'
import { test } from './test.ts'

interface Item {
  accelerator?: string
  click?: () => void
  submenu?: Item[]
}

let menu: Item[] = []

export const Menu = {
  buildFromTemplate: (items: Item[]) => items,
  setApplicationMenu: (items: Item[]) => void (menu = items),
}

export class Notification extends EventEmitter {
  #words: { title: string; body: string }
  constructor(words: { title: string; body: string }) {
    super()
    this.#words = words
  }
  show() {
    last = this
    void test.ask('notification', this.#words)
  }
  close() {
    if (last === this) last = undefined
  }
}
let last: Notification | undefined

test.answer({
  /** A key that the page has left to the menu. */
  accelerator: (keys: string) =>
    menu
      .flatMap(({ submenu }) => submenu ?? [])
      .find(({ accelerator }) => accelerator === keys)
      ?.click?.(),
  clickNotification: () => {
    if (!last) throw new Error('No notification is showing')
    last.emit('click')
  },
})
