/** The units of the demo, their specialties, and Central Support. Telephones are from the ranges that Ofcom keeps for drama. */
import { idOf } from './chance.ts'

export interface DemoGroup {
  id: string
  key: string
  kind: 'unit' | 'specialty' | 'central_support'
  name: string
  specialty?: string
  /** Username of the default messaging contact; messaging is on where there is one. */
  defaultContact?: string
  telephone?: string
  outOfHours?: string
  hours?: { weekday: number; opens: string; closes: string }[]
  /** How soon messages are usually answered. */
  answerTime?: string
  emailDomain: string
}

const weekdays = (opens: string, closes: string) => [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens, closes }))

const listed: Omit<DemoGroup, 'id'>[] = [
  { key: 'renal', kind: 'specialty', name: 'Renal', emailDomain: 'renal.example.org' },
  { key: 'diabetes', kind: 'specialty', name: 'Diabetes', emailDomain: 'diabetes.example.org' },
  {
    key: 'edinburgh',
    kind: 'unit',
    name: 'Edinburgh Renal Unit',
    specialty: 'renal',
    defaultContact: 'fiona.macleod',
    telephone: '0131 496 0120',
    outOfHours: '0131 496 0199',
    hours: [...weekdays('08:30', '17:00'), { weekday: 6, opens: '09:00', closes: '12:30' }],
    answerTime: 'within two working days',
    emailDomain: 'edinburgh-renal.example.org',
  },
  {
    key: 'fife',
    kind: 'unit',
    name: 'Fife Renal Unit',
    specialty: 'renal',
    defaultContact: 'morag.lindsay',
    telephone: '01632 960 140',
    outOfHours: '01632 960 149',
    hours: weekdays('09:00', '16:30'),
    answerTime: 'within three working days',
    emailDomain: 'fife-renal.example.org',
  },
  {
    key: 'diabetesClinic',
    kind: 'unit',
    name: 'Edinburgh Diabetes Clinic',
    specialty: 'diabetes',
    defaultContact: 'helen.fairbairn',
    telephone: '0131 496 0340',
    outOfHours: '0131 496 0199',
    hours: weekdays('09:00', '17:00'),
    answerTime: 'by the end of the next working day',
    emailDomain: 'edinburgh-diabetes.example.org',
  },
  {
    key: 'support',
    kind: 'central_support',
    name: 'Central Support',
    defaultContact: 'sara.lindqvist',
    telephone: '020 7946 0550',
    hours: weekdays('09:00', '17:30'),
    answerTime: 'on the same working day',
    emailDomain: 'support.example.org',
  },
]

export const demoGroups: DemoGroup[] = listed.map((group) => ({ id: idOf('group', group.key), ...group }))

export function groupByKey(key: string): DemoGroup {
  const found = demoGroups.find((group) => group.key === key)
  if (!found) throw new Error(`The demo has no group ${key}`)
  return found
}
