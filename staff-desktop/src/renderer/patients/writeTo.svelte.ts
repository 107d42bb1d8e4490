import { tick } from 'svelte'
import type { Desk } from '../desk.svelte.ts'

/** Begins a conversation with somebody who is chosen already: then what it is about is what comes next. */
export function writeTo(desk: Desk, to: NonNullable<Parameters<Desk['beginConversation']>[0]>) {
  desk.beginConversation(to)
  const begun = desk.newConversation
  const stop = $effect.root(() => {
    $effect(() => {
      if (begun !== desk.newConversation || desk.dialog !== 'new') void tick().then(stop)
      else if (begun?.groupId) void tick().then(intoSubject)
    })
  })
  function intoSubject() {
    stop()
    document.querySelector<HTMLElement>('#new-subject')?.focus()
  }
}
