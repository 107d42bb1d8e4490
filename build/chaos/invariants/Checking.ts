/** What every check looks at. */
import type { House } from '../House.ts'
import type { Happened } from '../live.ts'
import type { Story } from '../Story.ts'
import type { Town } from '../town.ts'

export interface Checking {
  house: House
  story: Story
  town: Town
  happened: Happened
}
