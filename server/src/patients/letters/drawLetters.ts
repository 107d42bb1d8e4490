/** Letters as one PDF, A4, a page each, in type that can be read with bad eyesight. What is on them is here and nowhere else. */
import { createRequire } from 'node:module'
import { setImmediate as turn } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { encode } from 'uqr'
import { letterDay, letterDeadline } from './letterDates.ts'

export interface Letter {
  name: string
  username: string
  /** As it is typed: in groups of four. */
  code: string
  /** What the picture says. */
  link: URL
  worksUntil: Date
}

export interface Sender {
  unit: { name: string; telephone: string | null }
  /** Where the code is typed. */
  page: URL
  on: Date
}

type Paper = PDFKit.PDFDocument

/** Points, 72 to an inch. The window of a DL envelope shows what stands at the left, about 5 cm from the top. */
const paper = { left: 62, width: 595.28 - 2 * 62, window: 142 }
const ink = '#212b32'
const quiet = '#4c6272'
const size = 14

/** Between two pages other people's requests are answered. */
export async function drawLetters(letters: Letter[], sender: Sender): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    lang: 'en-GB',
    displayTitle: true,
    info: { Title: 'PatientView Messages', Creator: 'PatientView Messages', Producer: '', CreationDate: sender.on },
  })
  const pieces: Buffer[] = []
  const finished = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  document.on('data', (piece: Buffer) => pieces.push(piece))
  const { resolve } = createRequire(import.meta.url)
  for (const [name, file] of Object.entries(fonts)) document.registerFont(name, resolve(`dejavu-fonts-ttf/ttf/${file}`))
  for (const letter of letters) {
    document.addPage()
    drawLetter(document, letter, sender)
    await turn()
  }
  document.end()
  await finished
  return Buffer.concat(pieces)
}

/** Latin, Greek and Cyrillic with all their accents, and an O that is not a 0. */
const fonts = {
  plain: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
  typed: 'DejaVuSansMono-Bold.ttf',
}

function drawLetter(document: Paper, letter: Letter, { unit, page, on }: Sender): void {
  const { left, width, window } = paper
  fitted(document, 'PatientView Messages', {
    font: 'bold',
    size: 20,
    colour: '#005eb8',
    at: [left, 46],
    box: [270, 28],
  })
  fitted(document, letterDay(on), { at: [left + width - 190, 51], box: [190, 20], align: 'right' })
  fitted(document, unit.name, { at: [left, 74], box: [width, 30] })
  document
    .moveTo(left, 108)
    .lineTo(left + width, 108)
    .lineWidth(1)
    .stroke('#d8dde0')

  fitted(document, 'By hand. Private.', { size: 11, at: [left, window - 18], box: [260, 16], colour: quiet })
  fitted(document, letter.name, { font: 'bold', size: 15, at: [left, window], box: [260, 60] })

  document.y = 208
  text(document, 'How to read and send messages', { font: 'bold', size: 19, below: 8 })
  text(
    document,
    `PatientView Messages is a website where you can write to the staff of ${unit.name} and read their answers. ` +
      'You have an account there: all that is missing is a password that you choose.',
  )
  text(document, 'It is not for anything urgent. In an emergency, call 999.', { font: 'bold', below: 12 })

  drawBox(document, letter, page)

  text(document, `The code works once, until ${letterDeadline(letter.worksUntil)}.`, { font: 'bold' })
  text(document, 'You will also be asked for your date of birth, to be sure that it is you.')
  text(
    document,
    'Keep this letter to yourself: whoever has it can choose your password. Nobody will ever ask you for the code or ' +
      'for your password. When you have chosen it, keep your username and tear the code up.',
  )
  const help = unit.telephone ? `telephone ${unit.name} on ${unit.telephone}` : 'ask the staff who gave you this letter'
  text(document, `If the code does not work or you need help, ${help}. They can give you a new letter.`)
}

/** What to do, with what to type; the picture is as wide as a thumb and a half, and has white around it. */
function drawBox(document: Paper, letter: Letter, page: URL): void {
  const { left, width } = paper
  const top = document.y
  const picture = 118
  const inside = { left: left + 14, width: width - picture - 42 }
  document.y = top + 12
  const step = (words: string, typed: string, most: number) => {
    text(document, words, { ...inside, below: 1 })
    fitted(document, typed, { font: 'typed', size: most, at: [inside.left, document.y], box: [inside.width, 36] })
    document.y += 12
  }
  step('1. On a computer or telephone, go to', shown(page), 14)
  step('2. Type this code', letter.code, 20)
  step('3. Choose a password. Your username is', letter.username, 14)
  const bottom = document.y + 2
  const right = left + width - picture - 14
  drawPicture(document, letter.link, { left: right, top: top + 14, width: picture })
  document.y = top + 14 + picture + 6
  text(document, 'Or point the camera of a telephone here.', { left: right, width: picture, size: 11, align: 'center' })
  document
    .roundedRect(left, top, width, Math.max(bottom, document.y) - top, 4)
    .lineWidth(1.5)
    .stroke(ink)
  document.y = Math.max(bottom, document.y) + 14
}

/** Without the port and the scheme that everybody's browser adds by itself; the rest as it is typed. */
function shown({ protocol, host, pathname }: URL): string {
  return `${protocol === 'https:' ? '' : `${protocol}//`}${host}${pathname}`
}

function drawPicture(document: Paper, link: URL, at: { left: number; top: number; width: number }): void {
  const { data, size: modules } = encode(link.href, { ecc: 'M', border: 0 })
  const side = at.width / modules
  data.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) document.rect(at.left + x * side, at.top + y * side, side, side)
    }),
  )
  document.fill('#000000')
}

interface Style {
  font?: keyof typeof fonts
  size?: number
  align?: 'left' | 'right' | 'center'
}

/** In smaller type when it is too long for its place. */
function fitted(
  document: Paper,
  words: string,
  {
    font = 'plain',
    size: most = size,
    align = 'left',
    colour = ink,
    at: [x, y],
    box: [width, height],
  }: Style & {
    at: [number, number]
    box: [number, number]
    colour?: string
  },
): void {
  document.font(font)
  let type = most
  while (type > 4 && document.fontSize(type).heightOfString(words, { width }) > height) type -= 0.5
  document.fontSize(type).fillColor(colour).text(words, x, y, { width, align })
}

/** A paragraph below the one before. */
function text(
  document: Paper,
  words: string,
  {
    font = 'plain',
    size: type = size,
    align = 'left',
    below = 10,
    left = paper.left,
    width = paper.width,
  }: Style & { below?: number; left?: number; width?: number } = {},
): void {
  document.font(font).fontSize(type).fillColor(ink).text(words, left, document.y, { width, align, lineGap: 2 })
  document.y += below
}
