/**
 * The mail server of a chaos run, as a process of its own: whatever it says that it has taken is in MAIL_FILE before it
 * says so, so that nobody's memory is lost when it is killed. It refuses for good REFUSED_ADDRESSES.
 */
import { appendFileSync } from 'node:fs'
import { Catcher } from '../mailbox/catcher.ts'

/** A mail that was taken, as a line of the file. */
export interface TakenMail {
  messageId: string
  from: string
  to: string[]
}

const { MAIL_PORT, MAIL_FILE, REFUSED_ADDRESSES = '' } = process.env
const catcher = new Catcher({ keeps: 1 })
for (const address of REFUSED_ADDRESSES.split(',').filter(Boolean)) catcher.refuse({ code: 550, address })
catcher.onMail(() => {
  const { headers, envelope } = catcher.mails()[0]!
  const messageId = headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? ''
  appendFileSync(MAIL_FILE!, `${JSON.stringify({ messageId, ...envelope } satisfies TakenMail)}\n`)
})
await catcher.listen(Number(MAIL_PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
