/** The steps to a launch: what each is for, what is so now, and the way to it. */
import type { Launch } from 'server/contract'
import { counted } from '../page/digits.ts'
import {
  addressFacts,
  broadcastFact,
  contactFacts,
  detailFact,
  newsFact,
  recipientFacts,
  staffListFacts,
  toldFacts,
  when,
} from './launchFacts.ts'

export interface Step {
  id: keyof Launch
  title: string
  done: boolean
  /** What is so now, as sentences. */
  facts: string[]
  why: string
  /** On the button that leads to its place. */
  act: string
}

export function stepsOf(launch: Launch, now: Date): Step[] {
  return [
    {
      id: 'staffList',
      title: 'Check the staff list',
      done: launch.staffList.done,
      facts: staffListFacts(launch.staffList, now),
      why: 'Somebody who has left must not be on it, and who works here must. Everybody needs an e-mail address that works.',
      act: 'Open the staff list',
    },
    {
      id: 'recipients',
      title: 'Choose who patients can write to',
      done: launch.recipients.done,
      facts: recipientFacts(launch.recipients),
      why: 'Patients choose by name and role title, so each message recipient needs a role title.',
      act: 'Open the recipients',
    },
    {
      id: 'contact',
      title: 'Choose the default messaging contact and switch messaging on',
      done: launch.contact.done,
      facts: contactFacts(launch.contact),
      why: 'What nobody else can answer goes to this person, so no message is lost.',
      act: 'Open messaging',
    },
    {
      id: 'addresses',
      title: 'Get patients’ e-mail addresses verified',
      done: launch.addresses.done,
      facts: addressFacts(launch.addresses),
      why: 'The e-mail that says “a message waits for you” needs an address that works. Ticked when 90 of 100 patients have one that is verified. Everybody else gets the message too, and finds it when they sign in.',
      act: 'Open people we cannot reach',
    },
    {
      id: 'details',
      title: 'Fill in the unit’s details',
      done: launch.details.done,
      facts: [detailFact(launch.details)],
      why: 'Patients read them before they write, above all when something cannot wait.',
      act: 'Open the details',
    },
    {
      id: 'staffTold',
      title: 'Tell the staff',
      done: launch.staffTold.done,
      facts: toldFacts(launch, now),
      why: 'People who do not know that messages come will not look for them. A text is offered.',
      act: 'Write to them…',
    },
    {
      id: 'news',
      title: 'Publish news for patients',
      done: launch.news.done,
      facts: [newsFact(launch.news)],
      why: 'It stands on their start page, also for those whom no e-mail reaches.',
      act: launch.news.item ? 'Open the news' : 'Write news',
    },
    {
      id: 'broadcast',
      title: 'Send the launch broadcast',
      done: launch.broadcast.done,
      facts: [broadcastFact(launch.broadcast, now)],
      why: 'One message to all patients says that they can write to you now, and how. A text is offered. Ticked when a broadcast that was begun with that text is finished, or when one in your own words has gone to 90 of 100 patients.',
      act: broadcastToOpen(launch) ? 'Open the broadcast' : 'Write the broadcast',
    },
  ]
}

/** One that is finished and was no launch is not in the way of the launch. */
export function broadcastToOpen({ broadcast: { done, latest } }: Launch): string | undefined {
  return latest && (done || latest.state !== 'done') ? latest.id : undefined
}

/** What is said when all patients have been told. */
export function overWords(launch: Launch, steps: Step[], now: Date): { over: string; open: string } {
  const open = steps.filter(({ done }) => !done)
  return {
    over: `All patients were told, ${launch.broadcast.latest?.at ? when(launch.broadcast.latest.at, now) : ''}.`,
    open:
      open.length === 0
        ? `All ${steps.length} steps are done: there is nothing left to do here.`
        : `${counted(open.length, 'step is', 'steps are')} open: ${open.map(({ title }) => title).join('; ')}.`,
  }
}
