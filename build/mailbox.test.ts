import { createTransport } from 'nodemailer'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startMailbox } from './mailbox.ts'
import type { Mail } from './mailbox/catcher.ts'

const mailbox = await startMailbox()
const transport = createTransport(mailbox.smtpUrl)
afterAll(async () => {
  transport.close()
  await mailbox.stop()
})
beforeEach(() => {
  mailbox.clear()
  mailbox.acceptAll()
})

const send = (to: string, subject = 'A message waits') =>
  transport.sendMail({
    from: 'Ward <ward@example.org>',
    to,
    subject,
    text: 'Sign in: https://example.org/x.',
    html: '<p>Sign in</p>',
  })

test('a mail that was sent can be waited for, with its envelope', async () => {
  const arrives = mailbox.waitFor((mail) => mail.subject === 'Núñez wrote')
  await send('Lionel <lionel@example.org>', 'Núñez wrote')
  const mail = await arrives
  expect(mail.envelope).toEqual({ from: 'ward@example.org', to: ['lionel@example.org'] })
  expect(mail).toMatchObject({
    from: 'Ward <ward@example.org>',
    to: 'Lionel <lionel@example.org>',
    html: '<p>Sign in</p>\n',
  })
  expect(mail.raw).toContain('Content-Type: multipart/alternative')
})

test('waiting for a mail that does not come says what came instead', async () => {
  await send('other@example.org')
  await expect(mailbox.waitFor((mail) => mail.subject === 'never', 50)).rejects.toThrow(
    'other@example.org: A message waits',
  )
})

test('refuses all addresses that start in one way, as the demo does', async () => {
  mailbox.refuse({ code: 550, startsWith: 'refused' })
  for (const to of ['refused@example.org', 'refused.too@example.org'])
    await expect(send(to)).rejects.toMatchObject({ responseCode: 550 })
  await send('not.refused@example.org')
  expect(mailbox.messages()).toHaveLength(1)
})

test('a text message stands beside the mails', async () => {
  await send('here@example.org')
  mailbox.putText('07700 900123', 'A message <waits>')
  expect(mailbox.messages().map(({ subject }) => subject)).toEqual([
    'Text message: A message <waits>',
    'A message waits',
  ])
  const [text] = mailbox.messages()
  const page = await (await fetch(`${mailbox.httpUrl}/messages/${text!.id}`)).text()
  expect(page).toContain('07700 900123')
  expect(page).toContain('A message &#60;waits&#62;')
})

test('refuses one address for good and others not', async () => {
  mailbox.refuse({ code: 550, address: 'gone@example.org' })
  await expect(send('gone@example.org')).rejects.toMatchObject({ responseCode: 550 })
  await send('here@example.org')
  expect(mailbox.messages()).toHaveLength(1)
})

test('refuses a number of times, also after the mail has arrived', async () => {
  mailbox.refuse({ code: 451, at: 'data', times: 2 })
  await expect(send('a@example.org')).rejects.toMatchObject({ responseCode: 451 })
  await expect(send('a@example.org')).rejects.toMatchObject({ responseCode: 451 })
  await send('a@example.org')
  expect(mailbox.messages()).toHaveLength(1)
})

test('hangs up, or says nothing more, once an address is said', async () => {
  mailbox.misbehave('drop')
  await expect(send('a@example.org')).rejects.toMatchObject({ code: 'ECONNECTION' })
  mailbox.misbehave('stall')
  const impatient = createTransport(mailbox.smtpUrl, { from: 'a@example.org' })
  const given = impatient.sendMail({ to: 'b@example.org', text: 'x', signal: AbortSignal.timeout(200) })
  await expect(given).rejects.toThrow()
  mailbox.acceptAll()
  await send('a@example.org')
  expect(mailbox.messages()).toHaveLength(1)
})

test('reports on a mail to its return address, from the empty sender', async () => {
  await send('gone@example.org')
  const [mail] = mailbox.messages() as [Mail]
  await mailbox.sendBack(mail, mailbox.smtpPort, { action: 'failed', status: '5.1.1' })
  const [report] = mailbox.messages() as [Mail]
  expect(report.envelope).toEqual({ from: '', to: ['ward@example.org'] })
  expect(report.raw).toContain('Content-Type: multipart/report; report-type=delivery-status')
  expect(report.raw).toContain('Final-Recipient: rfc822;gone@example.org\r\nAction: failed\r\nStatus: 5.1.1')
})

test('keeps the newest thousand', async () => {
  const pooled = createTransport({ url: mailbox.smtpUrl, pool: true })
  const numbers = Array.from({ length: 1010 }, (_, number) => number)
  await Promise.all(
    numbers.map((number) => pooled.sendMail({ from: 'a@example.org', to: 'b@example.org', text: `${number}` })),
  )
  pooled.close()
  expect(mailbox.messages()).toHaveLength(1000)
})

test('the pages show mail as text, and its HTML only in a sandboxed frame', async () => {
  await send('"<b>" <b@example.org>', '<script>alert(1)</script>')
  const [mail] = mailbox.messages()
  const list = await page('/')
  expect(list).not.toContain('<script>alert')
  expect(list).toContain('b@example.org')
  const one = await page(`/messages/${mail!.id}`)
  expect(one).not.toContain('<script>')
  expect(one).toContain('<a href="https://example.org/x" target="_blank"')
  expect(one).toMatch(/<iframe[^>]+sandbox="allow-popups allow-popups-to-escape-sandbox"/)
})

test('the same as JSON, and everything deleted over HTTP', async () => {
  await send('first@example.org')
  await send('second@example.org')
  const seen = (await (await fetch(`${mailbox.httpUrl}/messages.json`)).json()) as { envelope: { to: string[] } }[]
  expect(seen.map((mail) => mail.envelope.to[0])).toEqual(['second@example.org', 'first@example.org'])
  const deleted = await fetch(`${mailbox.httpUrl}/messages`, { method: 'DELETE' })
  expect(deleted.status).toBe(204)
  expect(mailbox.messages()).toEqual([])
  expect(await page('/')).toContain('No mail yet')
})

async function page(path: string): Promise<string> {
  return (await fetch(mailbox.httpUrl + path)).text()
}
