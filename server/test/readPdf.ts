/** What a printed letter says: reads as much of a PDF as is needed to see what stands on its pages, in fonts that are embedded. */
import { inflateSync } from 'node:zlib'

export interface PdfPage {
  /** Every word in the order in which it was drawn. */
  text: string
  /** The dark squares of a picture: left, top, width. */
  squares: [number, number, number][]
}

export function readPdf(pdf: Buffer): PdfPage[] {
  const objects = objectsOf(pdf.toString('latin1'))
  const of = (dictionary: string, key: string) =>
    objects.get(new RegExp(`/${key} (?:\\[)?(\\d+) 0 R`).exec(dictionary)?.[1] ?? '')
  return [...objects.values()]
    .filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary))
    .map(({ dictionary }) => {
      const fonts = new Map<string, Map<string, string>>()
      for (const [, name] of of(dictionary, 'Resources')!.dictionary.matchAll(/\/(F\d+) \d+ 0 R/g)) {
        const font = of(of(dictionary, 'Resources')!.dictionary, name!)!
        fonts.set(name!, charactersOf(of(font.dictionary, 'ToUnicode')!.stream))
      }
      const drawn = of(dictionary, 'Contents')!.stream
      return { text: textOf(drawn, fonts), squares: squaresOf(drawn) }
    })
}

interface PdfObject {
  dictionary: string
  stream: string
}

function objectsOf(pdf: string): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>()
  for (const [, number, body] of pdf.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj(?=\n)/g)) {
    const [dictionary = '', stream = ''] = body!.split(/\nstream\n/)
    const raw = stream.replace(/\nendstream$/, '')
    const packed = dictionary.includes('/FlateDecode') && !/\/(?:FontFile2|Length1|Subtype)/.test(dictionary)
    objects.set(number!, {
      dictionary,
      stream: packed && raw ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw,
    })
  }
  return objects
}

/** The text of each glyph, by its number in four hexadecimal digits. */
function charactersOf(map: string): Map<string, string> {
  const characters = new Map<string, string>()
  for (const [, from, list] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    ;[...list!.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, utf16], n) => {
      const glyph = (parseInt(from!, 16) + n).toString(16).padStart(4, '0')
      const units = utf16!.replaceAll(' ', '').match(/.{4}/g) ?? []
      characters.set(glyph, String.fromCharCode(...units.map((unit) => parseInt(unit, 16))))
    })
  }
  return characters
}

function textOf(drawn: string, fonts: Map<string, Map<string, string>>): string {
  const lines: string[] = []
  let font = new Map<string, string>()
  for (const [, name, shown] of drawn.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name) font = fonts.get(name)!
    else {
      const glyphs = [...shown!.matchAll(/<([0-9a-f]*)>/gi)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? [])
      lines.push(glyphs.map((glyph) => font.get(glyph.toLowerCase()) ?? '\ufffd').join(''))
    }
  }
  return lines.join('\n')
}

function squaresOf(drawn: string): PdfPage['squares'] {
  return [...drawn.matchAll(/^([\d.]+) ([\d.]+) ([\d.]+) [\d.]+ re$/gm)].map(([, x, y, width]) => [
    Number(x),
    Number(y),
    Number(width),
  ])
}
