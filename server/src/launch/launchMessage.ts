import { limits } from '../contract/words.ts'
import { presentUnit } from '../groups/present.ts'
import { showUnit } from '../groups/showUnit.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'

/** What the staff of a unit are told before its patients are; its admin makes it their own. */
export async function launchMessage({ trx }: Scene, { id }: Group, publicUrl: URL) {
  const { name, defaultContact, settings } = presentUnit(await showUnit({ trx }, id))
  const whom = defaultContact?.name ?? 'your unit admin'
  const answers = settings.answerTime
    ? ` This is what we tell patients about answers: ${settings.answerTime.replace(/\.$/, '')}.`
    : ''
  const paragraphs = [
    'Hello',
    `Soon patients of ${name} can send us messages, and read our answers, at ${publicUrl.origin}. You get this message because patients will find your name in the list of people they can write to.`,
    'Where to find it: open PatientView Messages on a ward computer and sign in. Your inbox is what you see first. When a message comes for you, you also get an e-mail that says so. It never says what is in the message.',
    `What to do: look into your inbox on each day you work. Answer what you can. If somebody else knows better, choose "Add a colleague": they see everything that was written before.${answers}`,
    `When you are away: choose "When I am away" at the bottom left, enter the days and choose a colleague who covers for you. People see it before they write to you, and your colleague gets the message as well. If you choose nobody, it goes to ${whom}.`,
    'Messages are not for anything urgent. Patients are told so before they write, with our telephone numbers. If a message is urgent all the same, ring the patient.',
    `Questions? Ask ${whom}. A reply here goes to everybody in this conversation, so please start a new message instead.`,
  ]
  return {
    subject: `Messages from patients start soon: ${name}`.slice(0, limits.subject),
    text: paragraphs.join('\n\n'),
  }
}
