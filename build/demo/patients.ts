/** The patients of the demo: some whom the stories need by name, and as many more as make a unit. */
import { chance, oneOf } from './chance.ts'
import { testNhsNumbers } from './nhsNumber.ts'
import { accountId, usernameFor, type DemoPerson } from './people.ts'

interface Named {
  firstName: string
  lastName: string
  born?: string
  units: string[]
  emailState?: DemoPerson['emailState']
}

const named: Named[] = [
  { firstName: 'Lionel', lastName: 'Campbell', born: '1958-04-12', units: ['edinburgh'] },
  { firstName: 'Kathleen', lastName: "O'Brien", born: '1949-10-02', units: ['edinburgh'] },
  { firstName: 'Margaret', lastName: 'Wilson', born: '1951-03-09', units: ['edinburgh'] },
  { firstName: 'Margaret', lastName: 'Wilson', born: '1968-11-27', units: ['edinburgh'] },
  { firstName: 'José', lastName: 'Núñez', born: '1972-06-18', units: ['edinburgh', 'diabetesClinic'] },
  { firstName: 'Priya', lastName: 'Smith-Jones', born: '1990-01-31', units: ['edinburgh'] },
  { firstName: 'Archibald', lastName: 'Fraser', born: '1936-08-24', units: ['edinburgh'], emailState: 'none' },
  { firstName: 'Isla', lastName: 'McKenzie', born: '1995-05-05', units: ['edinburgh'], emailState: 'unverified' },
  { firstName: 'Duncan', lastName: 'Boyle', born: '1963-12-14', units: ['edinburgh'], emailState: 'bouncing' },
  { firstName: 'Siân', lastName: 'Llewellyn', born: '1981-02-20', units: ['edinburgh'] },
  { firstName: 'Zoë', lastName: "D'Arcy-Hughes", born: '1987-09-11', units: ['edinburgh'] },
  { firstName: 'Ngozi', lastName: 'Eze', born: '1977-07-07', units: ['edinburgh', 'diabetesClinic'] },
  { firstName: 'Alasdair', lastName: 'MacGillivray', born: '1955-11-03', units: ['edinburgh'] },
  { firstName: 'Jean', lastName: 'Petrie', born: '1944-02-29', units: ['fife'] },
  { firstName: 'Łukasz', lastName: 'Kowalczyk', born: '1984-03-22', units: ['fife'] },
  { firstName: 'Maureen', lastName: "O'Hara", born: '1960-06-30', units: ['fife'] },
  { firstName: 'Bernadette', lastName: 'Friel', born: '1953-01-17', units: ['diabetesClinic'] },
]

/** Whom a unit admin has yet to let in: by a letter, by an invitation, and one who was invited. */
const newcomers: Named[] = [
  { firstName: 'Effie', lastName: 'Ballantyne', born: '1941-07-19', units: ['edinburgh'], emailState: 'none' },
  { firstName: 'Callan', lastName: 'Moodie', born: '1998-10-08', units: ['edinburgh'], emailState: 'unverified' },
  { firstName: 'Ruaridh', lastName: 'Geddes', born: '1966-01-23', units: ['edinburgh'], emailState: 'unverified' },
]

const firstNames =
  'Agnes Ailsa Alan Alexander Alison Amina Andrew Angus Anita Anne Arthur Barbara Brian Bridget Bruce Carol Catherine Charles Christine Claire Craig Daniel Deborah Derek Donald Dorothy Douglas Edith Eleanor Elizabeth Ewan Fatima Finlay Fraser Gavin George Gillian Gordon Graham Hamish Heather Helen Irene Jacqueline James Janet Jennifer Joan John Joyce June Karen Kenneth Laura Linda Lorna Malcolm Maria Marion Martin Mary Maxwell Mohammed Moira Murdo Nadia Neil Norman Olive Pamela Patricia Patrick Pauline Rachel Robert Ronald Rosemary Ross Roy Ruth Samuel Sandra Sharon Sheila Stanley Stephen Stuart Sunita Thomas Valerie Victoria Violet Walter Wendy William Winifred Yasmin'.split(
    ' ',
  )
const lastNames =
  'Adams Ahmed Aitken Allan Anderson Baillie Barclay Begum Bell Black Blair Brown Bruce Burns Cairns Cameron Carmichael Chalmers Christie Clark Cooper Crawford Cunningham Davidson Dickson Docherty Donaldson Douglas Duffy Duncan Dunlop Elliott Ferguson Findlay Fleming Forbes Gibson Gilmour Gordon Graham Grant Gray Greig Hamilton Harvey Hay Hussain Hutchison Inglis Innes Irvine Jackson Jamieson Johnston Kelly Kennedy Khan Laing Lamont Lawson Logan Lowe MacDonald MacKay Marshall Martin McAllister McBride McCann McDougall McGregor McIntosh McLaren McMillan McPherson Millar Mitchell Moffat Morrison Munro Murray Nicol Nowak Ogilvie Paterson Patel Pringle Rae Ramsay Rennie Ritchie Robertson Russell Scott Sharma Shaw Simpson Sinclair Singh Smart Strachan Sutherland Taylor Thomson Tulloch Urquhart Wallace Watson Watt Weir White Wood Young'.split(
    ' ',
  )

const howMany = { edinburgh: 200, fife: 60, diabetesClinic: 28 }

export const demoPatients: DemoPerson[] = makePatients()

function makePatients(): DemoPerson[] {
  const random = chance(20261122)
  const numbers = testNhsNumbers()
  const taken = new Map<string, number>()
  const seen = new Set(named.map(({ firstName, lastName }) => `${firstName} ${lastName}`))

  const others = Object.entries(howMany).flatMap(([unit, count]) =>
    Array.from({ length: count }, (): Named => {
      for (;;) {
        const firstName = oneOf(random, firstNames)
        const lastName = oneOf(random, lastNames)
        if (seen.has(`${firstName} ${lastName}`)) continue
        seen.add(`${firstName} ${lastName}`)
        return { firstName, lastName, units: [unit], emailState: emailStateFor(random()) }
      }
    }),
  )

  // The newcomers last: they change nobody else's number or telephone.
  return [...named, ...others, ...newcomers].map((one, index) => {
    const { firstName, lastName, born, units, emailState = 'verified' } = one
    const base = usernameFor(firstName, lastName)
    const times = (taken.get(base) ?? 0) + 1
    taken.set(base, times)
    const username = times === 1 ? base : `${base}${times}`
    return {
      id: accountId(username),
      kind: 'patient',
      username,
      firstName,
      lastName,
      dateOfBirth: born ?? dayFrom(random),
      nhsNumber: numbers.next().value,
      email: emailState === 'none' ? undefined : `${username}@example.org`,
      emailState,
      // 07700 900000 to 900999 reach nobody.
      telephone: `07700 900${String(index).padStart(3, '0')}`,
      ...(newcomers.includes(one) && { isNew: true as const }),
      memberships: units.map((group) => ({ group, role: 'patient', recipient: false })),
    }
  })
}

function emailStateFor(dice: number): DemoPerson['emailState'] {
  if (dice < 0.08) return 'none'
  if (dice < 0.18) return 'unverified'
  return dice < 0.21 ? 'bouncing' : 'verified'
}

function dayFrom(random: () => number): string {
  const year = 1936 + Math.floor(random() * 68)
  const dayOfYear = 1 + Math.floor(random() * 365)
  return new Date(Date.UTC(year, 0, dayOfYear)).toISOString().slice(0, 10)
}
