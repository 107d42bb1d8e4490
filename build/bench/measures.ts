/** All of them, in the order in which they run: what writes much comes late. */
import type { Measure } from './Measure.ts'
import { s1 } from './measures/s1InboxSize.ts'
import { s2 } from './measures/s2PageByHttp.ts'
import { s3 } from './measures/s3Sending.ts'
import { s4 } from './measures/s4Broadcast.ts'
import { s5 } from './measures/s5Live.ts'
import { s6 } from './measures/s6Filter.ts'
import { s7 } from './measures/s7Changeset.ts'
import { s8 } from './measures/s8PageWeight.ts'
import { s9 } from './measures/s9Desktop.ts'
import { s10 } from './measures/s10Emails.ts'

export const measures: Measure[] = [s1, s2, s8, s9, s6, s5, s7, s3, s10, s4]
