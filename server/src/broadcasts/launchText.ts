import { limits } from '../contract/words.ts'
import type { Group } from '../groups/Group.ts'

/** The first message that most patients ever get from their unit; its admin makes it their own. */
export function launchText(unit: Pick<Group, 'name' | 'telephone' | 'answerTime'>, publicUrl: URL) {
  const paragraphs = [
    'Hello',
    `You can now send messages to the team at ${unit.name}, and read our answers, on this website. It is for questions that can wait: about your treatment, your medicines, your results or your appointments.`,
    `To write to us, sign in at ${publicUrl.origin} and choose "Create new message". You choose who you want to write to. Everything that you and we write stays there, so that you can look it up again.`,
    'When there is a message for you, we send you an e-mail, as long as we have an e-mail address for you that works. The e-mail only says that a message is waiting. Sign in to read it.',
    'Please check your e-mail address now: choose "Account" at the top of the page. If the address is not right, or it says "Not confirmed yet", you can put it right there.',
    `Do not use messages for anything urgent or very important. We cannot tell when somebody is away, so nobody may see your message for some days.${unit.answerTime ? ` How soon we usually answer: ${unit.answerTime.replace(/\.$/, '')}.` : ''} ${unit.telephone ? `If it cannot wait, ring us on ${unit.telephone}.` : 'If it cannot wait, ring the unit.'} In an emergency ring 999.`,
    `With best wishes\n${unit.name}`,
  ]
  return {
    subject: `You can now write to us online: ${unit.name}`.slice(0, limits.subject),
    text: paragraphs.join('\n\n'),
  }
}
