/** All of them, in the order in which they run: what writes much comes late. */
import type { Measure } from './Measure.ts'
import { s1 } from './measures/s1InboxSize.ts'

export const measures: Measure[] = [s1]
