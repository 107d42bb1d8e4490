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

const showing = new Set<Notification>()

export class Notification extends EventEmitter {
  #words: { title: string; body: string }
  constructor(words: { title: string; body: string }) {
    super()
    this.#words = words
  }
  show() {
    showing.add(this)
    void test.ask('notification', this.#words)
  }
  close() {
    showing.delete(this)
  }
}

test.answer({
  /** A key that the page has left to the menu. */
  accelerator: (keys: string) =>
    menu
      .flatMap(({ submenu }) => submenu ?? [])
      .find(({ accelerator }) => accelerator === keys)
      ?.click?.(),
  clickNotification: () => {
    const [notification] = showing
    if (!notification) throw new Error('No notification is showing')
    notification.emit('click')
  },
})
