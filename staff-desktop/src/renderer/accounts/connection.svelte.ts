import type { Connection as State, Desktop } from '../../bridge.ts'
import { clockOf } from '../page/brief.ts'
import { clock } from '../page/clock.svelte.ts'

/** Whether what is on the screen can be believed to be up to date. */
export class Connection {
  current = $state.raw<State>({ state: 'connecting', since: new Date().toISOString() })
  readonly words = $derived.by(() => {
    const { state, since } = this.current
    if (state === 'online') return 'Online'
    if (state === 'connecting') return 'Connecting…'
    return `Offline since ${clockOf(since, clock.now)}`
  })

  constructor(desktop: Desktop) {
    desktop.on('connection', (state) => (this.current = state))
  }
}
