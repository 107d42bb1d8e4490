/** Search finds exactly what a naive look through the same conversations finds, and only the caller's own. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { awkwardWord, findsAll } from '../../test/folded.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit, firstName: 'Norma', lastName: 'Nurse' })
const obrien = await house.aPatient({ unit, firstName: 'Siobhán', lastName: `O'Brien` })
const nunez = await house.aPatient({ unit, firstName: 'María', lastName: 'Núñez' })
const smithJones = await house.aPatient({ unit, firstName: 'Emma', lastName: 'Smith-Jones' })

const long = `${'Long letters. '.repeat(713)}the very end`.padEnd(10_000, '!')
const letters: { from: Person; subject: string; texts: string[] }[] = [
  { from: obrien, subject: '100% sure?', texts: ['A_B or a-b'] },
  { from: obrien, subject: 'Back\\slash', texts: ['nothing'] },
  { from: nunez, subject: 'Bananas 🫘', texts: ['May I?', `Don't "quote" me`] },
  { from: nunez, subject: `It's me`, texts: ['ab%ab', 'Ünder_bà'] },
  { from: smithJones, subject: 'Results', texts: [long] },
  { from: smithJones, subject: 'ABba', texts: ['<b>bold</b> & $1 ?', '\\_%'] },
]

beforeAll(async () => {
  for (const { from, subject, texts } of letters) {
    const [first, ...more] = texts
    const { id } = await house.aConversation([from, nurse], { subject, text: first! })
    for (const [n, text] of more.entries())
      await house.as(from).sendMessage({ conversationId: id, id: newId(), text, lastSeenSeq: n + 1 })
  }
})

async function search(person: Person, words: string): Promise<string[]> {
  const { conversations } = await house.as(person).listConversations({ view: 'all', search: words, limit: 100 })
  return conversations.map(({ subject }) => subject).toSorted()
}

function naively(words: string[], seen = letters): string[] {
  const found = seen.filter(({ from, subject, texts }) => findsAll(words, [subject, ...texts, from.name, nurse.name]))
  return found.map(({ subject }) => subject).toSorted()
}

const words = [`O'Brien`, 'obrien', 'Núñez', 'nunez', 'Smith-Jones', 'smithjones', 'Siobhan 100%']
const signs = ['%', '_', '\\', '\\_', '"quote"', `'`, '🫘', '<b>', '$1', '?', ':a', 'very end', 'Norma bananas', 'zzz']

test.each([...words, ...signs])('%s', async (typed) => {
  const expected = naively(typed.split(' '))
  expect(await search(nurse, typed)).toEqual(expected)
})

test('the expectations above are not empty', () => {
  const found = [...words, ...signs].filter((typed) => naively(typed.split(' ')).length > 0)
  expect(found).toEqual([...words, ...signs].filter((typed) => typed !== ':a' && typed !== 'zzz'))
})

test('any words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(awkwardWord, { minLength: 1, maxLength: 4 }), async (typed) => {
      expect(await search(nurse, typed.join(' '))).toEqual(naively(typed))
    }),
    { numRuns: 150 },
  )
}, 60_000)

test('only in conversations of one’s own', async () => {
  expect(await search(obrien, 'a')).toEqual(
    naively(
      ['a'],
      letters.filter(({ from }) => from === obrien),
    ),
  )
  expect(await search(obrien, 'Núñez')).toEqual([])
  expect(await search(obrien, 'bananas')).toEqual([])
})

test('the archive is searched, too', async () => {
  const { id } = await house.aConversation([obrien, nurse], { subject: 'Put away' })
  await house.as(nurse).archiveConversation({ conversationId: id })
  const found = async (view: 'inbox' | 'archived') =>
    (await house.as(nurse).listConversations({ view, search: 'put away' })).conversations.length
  expect([await found('inbox'), await found('archived')]).toEqual([0, 1])
})
