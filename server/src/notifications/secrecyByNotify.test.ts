/** R6, where e-mails and text messages go by GOV.UK Notify: what it is told, the delivery and the log do not say it. */
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { startNotifyDouble, type Accepted } from '../../../build/notifyDouble.ts'
import { aServer } from '../../test/as.ts'
import { aMobile, getsTexts } from '../../test/aTextNumber.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice } from '../../test/postOffice.ts'
import { calledLike, datesAs, day, inTwo, name, once, secrets, spellings } from '../../test/secrets.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
/** What server and worker have logged, at the level that says most. */
const logged: string[] = []
const house = await aServer(url, { LOG_LEVEL: 'debug' }, undefined, (line) => logged.push(line))
const provider = await startNotifyDouble()
afterAll(() => provider.stop())
const byNotify = await aPostOffice(house, url, provider.env, (line) => logged.push(line))
// A Monday morning: text messages go out.
byNotify.clock.now = new Date('2026-11-23T10:00:00Z')

test('nothing of it is in what goes by GOV.UK Notify: e-mails, text messages, codes', async () => {
  const worlds = fc.record({
    secrets,
    /** What the sender is called like. */
    like: calledLike,
    firstName: name,
    lastName: name,
    born: day,
    namesSender: fc.boolean(),
    /** What the provider does first. */
    refusal: fc.constantFrom(undefined, 429, 403, 500),
    fate: fc.constantFrom('delivered', 'permanent-failure', 'temporary-failure'),
  })
  await fc.assert(
    fc.asyncProperty(worlds, async ({ secrets: said, born, like, ...given }) => {
      provider.clear()
      provider.acceptAll()
      byNotify.log.length = 0
      logged.length = 0
      byNotify.problems.length = 0
      const dateOfBirth = born.toISOString().slice(0, 10)
      const specialty = await house.aSpecialty({ name: once(said.specialty) })
      const unit = await house.aUnit({ name: once(said.unit), specialty })
      const calls = { unit: unit.name, specialty: specialty.name, roleTitle: said.roleTitle }
      const { firstName, lastName } = like === 'person' ? given : inTwo(calls[like])
      await rows(house.db, 'update groups set emails_name_sender = :namesSender where id = :id', {
        ...{ id: unit.id, namesSender: given.namesSender },
      })
      const patient = await house.aPatient({ unit, firstName: 'Lionel', lastName: 'Campbell', dateOfBirth })
      const nurse = await house.aMemberOfStaff({ unit, firstName, lastName, roleTitle: said.roleTitle })
      const asker = await house.aPatient({ unit, dateOfBirth })
      const number = await getsTexts(house, patient)
      await house.as(asker).askForTextCode({ number: aMobile() })
      if (given.refusal) provider.refuse({ status: given.refusal, error: 'SomeError', message: number, times: 3 })
      const { messageId } = await house.aConversation([nurse, patient], { subject: said.subject, text: said.text })
      await byNotify.workOff().catch(() => undefined)
      await byNotify.letPausesPass()
      await byNotify.workOff()
      const sent = provider.accepted()
      for (const one of sent) provider.report(one, given.fate)
      await rows(house.db, 'update deliveries set ask_at = now() where ask_at is not null')
      await byNotify.jobs.askProvider()

      const written = await byNotify.deliveriesOf(messageId)
      expect(written.map(({ channel }) => channel).toSorted()).toEqual(['email', 'text'])
      expect(sent.map(({ kind }) => kind).toSorted()).toEqual(['email', 'sms', 'sms'])
      const log = [byNotify.log.join('\n'), logged.join('\n'), JSON.stringify(byNotify.problems)]
      const places = [...provider.heard(), ...sent.map(readable), JSON.stringify(written), ...log]
      const hidden = [...Object.values(said).flatMap(spellings), ...datesAs(dateOfBirth), 'Lionel', 'Campbell']
      for (const place of places)
        for (const word of hidden) expect(place.toLowerCase()).not.toContain(word.toLowerCase())
      expect(logged.some((line) => line.includes('"route":"/api/account/texts'))).toBe(true)
      for (const place of log) {
        expect(place).not.toContain(number)
        expect(place).not.toContain(`${patient.username}@`)
      }
      // The same reading finds what may be said, so that it would have found the rest.
      const naming = sent.filter((one) => readable(one).includes(nurse.name))
      expect(naming).toHaveLength(given.namesSender && like === 'person' ? 2 : 0)
    }),
    { numRuns: 15 },
  )
}, 120_000)

function readable({ personalisation }: Accepted): string {
  return Object.values(personalisation).join('\n')
}
