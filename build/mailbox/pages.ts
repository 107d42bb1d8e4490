/** The web pages of the mailbox. */
import type { Mail } from './catcher.ts'

/** A mail is shown in a frame without scripts; the page's own script only looks for new mail. */
export const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-src 'self'; img-src data:; base-uri 'self'; form-action 'none'"

export function listPage(mails: Mail[]): string {
  const rows = mails.map(
    (mail) => `
      <li><a href="/messages/${mail.id}">
        <span class="to">${escape(mail.envelope.to.join(', '))}</span>
        <span class="subject">${escape(mail.subject || '(no subject)')}</span>
        <time datetime="${mail.receivedAt}">${clock(mail.receivedAt)}</time>
      </a></li>`,
  )
  const list = mails.length
    ? `<ol class="mails">${rows.join('')}</ol>`
    : `<div class="empty"><p><strong>No mail yet</strong></p>
       <p>Every e-mail that the demo sends arrives here instead of going out. This page looks for new mail by itself.</p></div>`
  const tools = mails.length ? '<button type="button" data-clear>Delete all</button>' : ''
  const count = mails.length === 1 ? '1 mail' : `${mails.length} mails`
  return page(
    `Mailbox (${mails.length})`,
    `<header><h1>Mailbox</h1><p>${count}</p><span class="tools">${tools}<a href="/messages.json">JSON</a></span></header>${list}`,
    watchScript,
  )
}

export function mailPage(mail: Mail): string {
  const facts: [string, string][] = [
    ['From', mail.from],
    ['To', mail.to],
    ['Envelope from', mail.envelope.from || '(empty)'],
    ['Envelope to', mail.envelope.to.join(', ')],
    ['Received', `${mail.receivedAt.slice(0, 10)} ${clock(mail.receivedAt)}`],
  ]
  return page(
    mail.subject || '(no subject)',
    `<header><h1>${escape(mail.subject || '(no subject)')}</h1>
      <span class="tools"><a href="/messages/${mail.id}/raw">Source</a><a href="/">All mail</a></span></header>
    <dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escape(value)}</dd></div>`).join('')}</dl>
    ${
      mail.html
        ? `<h2>As HTML</h2><iframe title="The mail as HTML" src="/messages/${mail.id}/html"
             sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
        : ''
    }
    <h2>As text</h2><pre>${linked(escape(mail.text || '(empty)'))}</pre>`,
  )
}

export function notFoundPage(): string {
  return page(
    'Not found',
    `<header><h1>That mail is not here</h1><span class="tools"><a href="/">All mail</a></span></header>
     <div class="empty"><p>It may have been deleted, or the mailbox was started anew.</p></div>`,
  )
}

function page(title: string, body: string, script = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escape(title)}</title><style>${style}</style>
</head>
<body><main>${body}</main>${script && `<script>${script}</script>`}</body>
</html>`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** In text that is escaped already. */
function linked(escaped: string): string {
  return escaped.replace(
    /https?:\/\/[^\s<>]+?(?=[.,;:!?)]*(?:\s|&#\d+;|$))/g,
    (url) => `<a href="${url}" target="_blank" rel="noreferrer">${url}</a>`,
  )
}

function clock(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB')
}

const watchScript = `
  document.addEventListener('click', async (event) => {
    if (!event.target.closest('[data-clear]')) return
    await fetch('/messages', { method: 'DELETE' })
    await refresh()
  })
  async function refresh() {
    const text = await fetch('/').then((response) => response.text()).catch(() => undefined)
    if (!text) return
    const fresh = new DOMParser().parseFromString(text, 'text/html')
    const main = document.querySelector('main')
    if (fresh.querySelector('main').innerHTML === main.innerHTML) return
    const focused = document.activeElement?.getAttribute?.('href')
    main.replaceWith(fresh.querySelector('main'))
    document.title = fresh.title
    if (focused) document.querySelector('a[href="' + focused + '"]')?.focus()
  }
  setInterval(refresh, 1500)`

const style = `
  * { box-sizing: border-box }
  body { margin: 0; background: #f3f5f7; color: #1c2530; font: 16px/1.5 system-ui, 'Segoe UI', sans-serif }
  main { max-width: 58rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
  header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; margin-bottom: 1rem }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 } h2 { font-size: 1rem; margin: 1.5rem 0 .5rem }
  header p { margin: 0; color: #56636f } .tools { margin-left: auto; display: flex; gap: 1rem; align-items: baseline }
  a { color: #0b5cad } a:focus-visible, button:focus-visible { outline: 3px solid #ffb000; outline-offset: 1px }
  button { font: inherit; color: #0b5cad; background: none; border: 0; padding: 0; text-decoration: underline; cursor: pointer }
  .mails { list-style: none; margin: 0; padding: 0; background: #fff; border: 1px solid #d5dce2; border-radius: 6px; overflow: hidden }
  .mails li + li { border-top: 1px solid #e3e8ec }
  .mails a { display: grid; grid-template-columns: minmax(9rem, 18rem) 1fr auto; gap: 0 1rem; padding: .7rem 1rem; color: inherit; text-decoration: none }
  .mails a:hover { background: #eef5fb } .mails a:focus-visible { outline-offset: -3px }
  .mails span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  .to { color: #40505e } .subject { font-weight: 600 } time { color: #56636f; font-variant-numeric: tabular-nums }
  .empty { background: #fff; border: 1px solid #d5dce2; border-radius: 6px; padding: 3rem 1.5rem; text-align: center; color: #40505e }
  .empty p { margin: .25rem auto; max-width: 34rem }
  dl { margin: 0; background: #fff; border: 1px solid #d5dce2; border-radius: 6px; padding: .5rem 1rem }
  dl div { display: grid; grid-template-columns: 8.5rem 1fr; padding: .2rem 0 } dt { color: #56636f } dd { margin: 0; overflow-wrap: anywhere }
  iframe, pre { width: 100%; background: #fff; border: 1px solid #d5dce2; border-radius: 6px; margin: 0 }
  iframe { height: 34rem } pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
  @media (max-width: 40rem) { .mails a { grid-template-columns: 1fr auto } .mails .to { grid-column: 1 / -1 } dl div { grid-template-columns: 1fr } }`
