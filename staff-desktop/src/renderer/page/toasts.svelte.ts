export interface Toast {
  text: string
  bad?: boolean
  action?: { label: string; run: () => void }
}

const stays = 8_000

/** A short word about what was just done, one at a time, with a way back where there is one. */
export class Toasts {
  current = $state.raw<Toast | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  show(toast: Toast) {
    this.current = toast
    this.resume()
  }

  dismiss() {
    this.pause()
    this.current = null
  }

  /** While the pointer or the focus is on it, it stays. */
  pause() {
    clearTimeout(this.#timer)
  }

  resume() {
    this.pause()
    this.#timer = setTimeout(() => (this.current = null), stays)
  }
}
