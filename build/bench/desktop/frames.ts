/** What happens in a page, frame by frame: by the timestamps that requestAnimationFrame gives. */
import type { Locator, Page } from '@playwright/test'

/** Scrolls on by so many pixels each frame, and back from the end; returns the time between frames in milliseconds. */
export function framesWhileScrolling(scroller: Locator, { frames, pixels }: { frames: number; pixels: number }) {
  return scroller.evaluate(
    (element, wanted) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = []
        let step = wanted.pixels
        requestAnimationFrame(function frame(at) {
          times.push(at)
          if (times.length > wanted.frames) return resolve(times.slice(1).map((time, n) => time - times[n]!))
          const bottom = element.scrollHeight - element.clientHeight
          if (element.scrollTop + step > bottom || element.scrollTop + step < 0) step = -step
          element.scrollTop += step
          requestAnimationFrame(frame)
        })
      }),
    { frames, pixels },
  )
}

/** From the moment at which a key went down to the first frame that is on the screen after it, in milliseconds. */
export async function keyToPaint(page: Page, press: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const painted = new Promise<number>((resolve) =>
      document.addEventListener(
        'keydown',
        ({ timeStamp }) =>
          requestAnimationFrame(() => {
            // What the frame shows is painted before the next task.
            const next = new MessageChannel()
            next.port1.onmessage = () => resolve(performance.now() - timeStamp)
            next.port2.postMessage(null)
          }),
        { once: true, capture: true },
      ),
    )
    Object.assign(globalThis, { painted })
  })
  await press()
  return page.evaluate(() => (globalThis as unknown as { painted: Promise<number> }).painted)
}

/** How much of the processor's time the page's thread takes while `work` goes on, in milliseconds: also on a busy machine. */
export async function processorTime(page: Page, work: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const taken = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  }
  const before = await taken()
  await work()
  const after = await taken()
  await session.detach()
  return after - before
}

export const countElements = (page: Page) => page.evaluate(() => document.getElementsByTagName('*').length)
