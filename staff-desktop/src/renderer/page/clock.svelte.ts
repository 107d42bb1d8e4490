/** The time of day for "Today" and "Yesterday", which change while the app stays open through a night shift. */
class Clock {
  now = $state(new Date())

  /** Returns what stops it. */
  start(): () => void {
    const timer = setInterval(() => (this.now = new Date()), 30_000)
    return () => clearInterval(timer)
  }
}

export const clock = new Clock()
