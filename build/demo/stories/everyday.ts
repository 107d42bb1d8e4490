/** What many patients write about, so that inboxes look like inboxes: short exchanges, told again for other people. */
import { chance, oneOf } from '../chance.ts'
import { demoPatients } from '../patients.ts'
import type { Line, Story, When } from './story.ts'

interface Exchange {
  subject: string
  staff: Record<string, string>
  ask: string
  answer: string
  thanks?: string
}

const office = { edinburgh: 'fiona.macleod', fife: 'morag.lindsay', diabetesClinic: 'helen.fairbairn' }
const dietitian = { edinburgh: 'susan.turner', fife: 'peter.abbott', diabetesClinic: 'mei.chen' }
const nurse = { edinburgh: 'grace.okafor', fife: 'lesleyann.kerr', diabetesClinic: 'ruth.adeyemi' }

const exchanges: Exchange[] = [
  {
    subject: 'Moving my appointment',
    staff: office,
    ask: 'I cannot come at the time in the letter because I have to pick up my grandson. Is there one later on the same day, or the week after?',
    answer: 'There is one at 2.40 on the same day. I have put you down for it. Please tell me if it does not suit you.',
    thanks: 'That is perfect, thank you.',
  },
  {
    subject: 'A copy of my letter',
    staff: office,
    ask: 'Could I have a copy of the last clinic letter please? I cannot find mine.',
    answer: 'A copy is in the post today.',
  },
  {
    subject: 'New address',
    staff: office,
    ask: 'We are moving house at the end of the month. Whom do I have to tell?',
    answer: 'Just us and your GP. I will send you the form, and we will change the transport as well.',
    thanks: 'Thank you, that saves me a lot of telephone calls.',
  },
  {
    subject: 'Salt in bread',
    staff: dietitian,
    ask: 'I bake my own bread now. How much salt can I put in a loaf?',
    answer:
      'How lovely. Half a level teaspoon for a large loaf still tastes good, and many people get used to none at all. Try going down little by little.',
    thanks: 'My wife noticed nothing!',
  },
  {
    subject: 'Fruit in season',
    staff: dietitian,
    ask: 'There are so many plums this year. Are they on my list?',
    answer:
      'Two plums count as one portion for you. Please keep to the number of portions that we wrote down together.',
  },
  {
    subject: 'Eating out',
    staff: dietitian,
    ask: 'We have a wedding in three weeks. Do you have some advice for a buffet?',
    answer:
      'Have a look at everything first, then choose the two dishes that you would be sorry to miss. I will send you our page about eating out. Have a wonderful day.',
    thanks: 'That is the best advice I have had about weddings.',
  },
  {
    subject: 'Dressing is itchy',
    staff: nurse,
    ask: 'The new dressing itches a bit at the edges. It is not red. Is there another kind?',
    answer:
      'Yes, we have one for sensitive skin and will use it next time. If it gets red, hot or painful, please ring us the same day.',
    thanks: 'Will do. Thank you.',
  },
  {
    subject: 'Bringing a visitor',
    staff: nurse,
    ask: 'My sister would like to see where I spend all those hours. May she come along one day?',
    answer: 'With pleasure. Afternoons are calmer. Just tell me the day so that we have a chair for her.',
  },
  {
    subject: 'Holiday in the spring',
    staff: nurse,
    ask: 'We are thinking of a week in Northumberland in May. How early do I have to ask?',
    answer:
      'Three months is good. Send me the dates and the address when you know them, and I will ask the unit there.',
    thanks: 'Thank you, we will book it then.',
  },
]

/** Deterministic, newest last; about a third is waiting for an answer, and of the rest a part is unread. */
export const everydayStories: Story[] = makeStories()

function makeStories(): Story[] {
  const random = chance(7)
  const ordinary = demoPatients.filter((_, index) => index >= 40 && index % 3 === 0)
  return ordinary.map((patient, index) => {
    const group = patient.memberships[0]!.group
    const exchange = oneOf(random, exchanges)
    const member = exchange.staff[group]!
    const daysAgo = 2 + Math.floor(random() * 70)
    const at = (day: number, hour: number): When => `${day}d ${hour}:${10 + Math.floor(random() * 49)}`
    const fate = random()
    const answered = daysAgo > 20 || fate > 0.3
    const lines: Line[] = [[at(daysAgo, 9), patient.username, exchange.ask]]
    if (answered) lines.push([at(daysAgo, 14), member, exchange.answer])
    if (answered && exchange.thanks && fate > 0.6) lines.push([at(daysAgo - 1, 10), patient.username, exchange.thanks])
    const last = lines.at(-1) as [When, string, string]
    const reader = last[1] === member ? patient.username : member
    const unread = random() < (daysAgo > 20 ? 0.05 : 0.45) ? { [reader]: 1 } : undefined
    return {
      group,
      subject: exchange.subject,
      patient: patient.username,
      staff: [member],
      lines,
      unread,
      archivedBy: answered && !unread && index % 2 === 0 && daysAgo > 15 ? [member] : [],
    }
  })
}
