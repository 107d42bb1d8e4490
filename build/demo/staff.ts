/** The people who work in the demo's units. */
import { groupByKey } from './groups.ts'
import { accountId, usernameFor, type DemoMembership, type DemoPerson } from './people.ts'

type Row = [firstName: string, lastName: string, title: string, recipient: boolean, role?: DemoMembership['role']]

const edinburgh: Row[] = [
  ['Fiona', 'MacLeod', 'Unit administrator', true, 'unit_admin'],
  ['Susan', 'Turner', 'Dietitian', true],
  ['Aileen', 'Drummond', 'PD nurse', true],
  ['Rajesh', 'Iyer', 'Consultant nephrologist', true],
  ['Callum', 'Reid', 'Transplant nurse', true],
  ['Grace', 'Okafor', 'Haemodialysis sister', true],
  ['Tomasz', 'Zieliński', 'Pharmacist', true],
  ['Niamh', "O'Donnell", 'Social worker', true],
  ['Eilidh', 'Stewart', 'Vascular access nurse', true],
  ['Iain', 'Buchanan', 'Ward manager', false, 'unit_admin'],
  ['Hannah', 'Whitelaw', 'Consultant nephrologist', false],
  ['Yusuf', 'Rahman', 'Specialty registrar', false],
  ['Margaret', 'Sim', 'Receptionist', false],
  ['Paul', 'Henderson', 'Dialysis technician', false],
  ['Kirsty', 'Gallacher', 'Ward clerk', false],
]

/**
 * As they came out of another system: nobody has given them a role title or flagged them, some addresses are missing or
 * wrong, and nobody has signed in. This is what a unit admin has to make true before launch day.
 */
const imported =
  'Abigail Forsyth, Adaeze Nwosu, Alistair Gow, Andrzej Lis, Anjali Rao, Beth Cormack, Blair Penman, Carys Pugh, Catriona Leask, Chidi Anozie, Dervla Quinn, Donal Heffernan, Elspeth Tait, Erin Mackie, Ewa Sikora, Farah Siddiqui, Frances Moncur, Gregor Shand, Hamza Malik, Heidi Krause, Innes Rattray, Ishbel Manson, Jenna Haggart, Kamal Bhatt, Keir Lennox, Leila Haddad, Lorraine Skene, Lucia Ferri, Mairi Galbraith, Marta Nunes, Neil Purdie, Noor Aziz, Orla Devlin, Pamela Guthrie, Ravi Menon, Rhona Speirs, Roisin McGarry, Sadia Noor, Senga Laird, Struan Heggie, Tessa Oram, Una Breslin, Vikram Sethi, Wilma Kidd, Zara Imrie'
    .split(', ')
    .map((name) => name.split(' ') as [string, string])

const fife: Row[] = [
  ['Morag', 'Lindsay', 'Unit administrator', true, 'unit_admin'],
  ['Peter', 'Abbott', 'Renal dietitian', true],
  ['Joanna', 'Wójcik', 'PD nurse', true],
  ['Sunil', 'Mehta', 'Consultant nephrologist', true],
  ['Lesley-Ann', 'Kerr', 'Haemodialysis nurse', true],
  ['David', 'Ross', 'Dialysis technician', false],
  ['Shona', 'Gillespie', 'Receptionist', false],
]

const diabetesClinic: Row[] = [
  ['Helen', 'Fairbairn', 'Clinic manager', true, 'unit_admin'],
  ['Ruth', 'Adeyemi', 'Diabetes nurse specialist', true],
  ['Colin', 'Baird', 'Consultant diabetologist', true],
  ['Mei', 'Chen', 'Dietitian', true],
  ['Jack', 'Muir', 'Receptionist', false],
]

const renal: Row[] = [['Alison', 'Craig', 'Renal programme lead', false, 'specialty_admin']]

const support: Row[] = [
  ['Sara', 'Lindqvist', 'Support lead', true, 'support'],
  ['Robert', 'Hume', 'Support', true, 'support'],
]

/** Who also works somewhere else. */
const second: Record<string, DemoMembership> = {
  'callum.reid': { group: 'fife', role: 'staff', title: 'Transplant nurse', recipient: true },
  'rajesh.iyer': { group: 'fife', role: 'staff', title: 'Visiting consultant', recipient: false },
}

export const demoStaff: DemoPerson[] = [
  ...Object.entries({ edinburgh, fife, diabetesClinic, renal, support }).flatMap(([group, rows]) =>
    rows.map((row) => personFrom(group, row)),
  ),
  ...imported.map(([firstName, lastName], index) => importedPerson(firstName, lastName, index)),
]

function importedPerson(firstName: string, lastName: string, index: number): DemoPerson {
  const username = usernameFor(firstName, lastName)
  const emailState = index % 6 === 2 ? 'none' : index % 9 === 4 ? 'bouncing' : 'unverified'
  return {
    ...{ id: accountId(username), kind: 'staff', username, firstName, lastName, emailState },
    email: emailState === 'none' ? undefined : `${username}@${groupByKey('edinburgh').emailDomain}`,
    memberships: [{ group: 'edinburgh', role: 'staff', recipient: false }],
  }
}

function personFrom(group: string, [firstName, lastName, title, recipient, role = 'staff']: Row): DemoPerson {
  const username = usernameFor(firstName, lastName)
  const elsewhere = second[username]
  return {
    id: accountId(username),
    kind: 'staff',
    username,
    firstName,
    lastName,
    email: `${username}@${groupByKey(group).emailDomain}`,
    emailState: 'verified',
    memberships: [{ group, role, title, recipient }, ...(elsewhere ? [elsewhere] : [])],
  }
}
