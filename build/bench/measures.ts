/** All of them, in the order in which they run: what writes much comes late. */
import type { Measure } from './Measure.ts'
import { s1 } from './measures/s1InboxSize.ts'
import { s8 } from './measures/s8PageWeight.ts'
import { s9 } from './measures/s9Desktop.ts'

export const measures: Measure[] = [s1, s8, s9]
