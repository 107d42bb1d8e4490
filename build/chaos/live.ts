/** What everybody does while it goes on. */
import { flagAtOnce, handOverAtOnce, type Handover } from './acts/administer.ts'
import { writeToAll, type Sending } from './acts/broadcast.ts'
import { addColleague, leave } from './acts/join.ts'
import { archive, openAndRead, readInbox } from './acts/read.ts'
import { reply, start } from './acts/write.ts'
import type { Dice } from './dice.ts'
import type { House } from './House.ts'
import { pause } from './insist.ts'
import type { Mischief } from './mischief.ts'
import type { Person } from './Person.ts'
import type { Story } from './Story.ts'
import type { Town } from './town.ts'

export interface Happened {
  handovers: Handover[]
  broadcasts: Sending[]
}

interface Parts {
  house: House
  story: Story
  town: Town
  dice: Dice
  mischief: Mischief
}

/** Until it is over; everybody ends what they have begun. */
export async function live(
  { house, story, town, dice, mischief }: Parts,
  goesOn: () => boolean,
  happened: Happened,
): Promise<void> {
  const { ward, clinic } = town
  const colleagues = [...ward.admins, ...ward.staff]
  await Promise.all([
    ...[...ward.patients, ...colleagues].map((person) => day(person, goesOn, colleagues, { starts: true })),
    ...clinic.patients.map((person) => day(person, goesOn, [], { starts: false })),
    day(clinic.author, goesOn, [], { starts: false }),
    (async () => {
      while (goesOn()) {
        await pause(dice.between(500, 3000))
        if (dice.sometimes(0.5)) await handOverAtOnce(story, ward.unit.id, ward.admins, colleagues, happened.handovers)
        else await flagAtOnce(story, ward.unit.id, ward.admins, ward.staff)
      }
    })(),
    (async () => {
      while (goesOn()) {
        const sending = await writeToAll({ house, story, mischief }, clinic.author, goesOn)
        if (sending) happened.broadcasts.push(sending)
        await pause(1000)
      }
    })(),
  ])
}

async function day(
  person: Person,
  goesOn: () => boolean,
  colleagues: Person[],
  { starts }: { starts: boolean },
): Promise<void> {
  const { dice } = person
  while (goesOn()) {
    await pause(dice.between(50, 400))
    const thrown = dice.throw()
    if (thrown < 0.35) await reply(person)
    else if (thrown < 0.45) await (starts ? start(person) : reply(person))
    else if (thrown < 0.65) await readInbox(person)
    else if (thrown < 0.83) await openAndRead(person)
    else if (thrown < 0.9) await archive(person)
    else if (thrown < 0.95)
      await (person.kind === 'staff' && colleagues.length > 0 ? addColleague(person, colleagues) : readInbox(person))
    else if (thrown < 0.985) await (person.kind === 'staff' ? leave(person) : readInbox(person))
    else {
      await person.signOut()
      await person.signIn()
    }
  }
}
