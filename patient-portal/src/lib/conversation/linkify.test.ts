import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkify } from './linkify.ts'

const links = (text: string) => linkify(text).flatMap(({ text: shown, href }) => (href ? [[shown, href]] : []))

describe('linkify', () => {
  test('finds addresses inside a sentence, without its punctuation', () => {
    expect(links('See https://www.nhs.uk/conditions, or (http://a.example/b).')).toEqual([
      ['https://www.nhs.uk/conditions', 'https://www.nhs.uk/conditions'],
      ['http://a.example/b', 'http://a.example/b'],
    ])
  })

  test('keeps a bracket that belongs to the address', () => {
    expect(links('https://a.example/Kidney_(organ) is good')).toEqual([
      ['https://a.example/Kidney_(organ)', 'https://a.example/Kidney_(organ)'],
    ])
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,<b>x</b>',
    'mailto:someone@example.org',
    'www.nhs.uk',
    'https://',
    'https://www.nhs.uk@evil.example/',
  ])('leaves %s as text', (text) => {
    expect(links(text)).toEqual([])
  })

  test('an address of nothing but closing brackets is read in one go', () => {
    // Looking at the rest of it anew for each bracket would take minutes.
    expect(links(`https://a.example/${')'.repeat(300_000)}`)).toEqual([['https://a.example/', 'https://a.example/']])
  })

  test('does not take markup into an address', () => {
    expect(links('<a href="https://a.example/x">here</a>')).toEqual([['https://a.example/x', 'https://a.example/x']])
  })

  test('the pieces joined are the text, whatever it is', () => {
    // Not string({ unit: 'binary' }) nor webUrl(): they first make a map of all of Unicode, for more than a second.
    const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code))
    const ofAddresses = fc.constantFrom(...Array.from("aZ09-._~/?#[]@!$&'()*+,;=:%"))
    const word = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.string({ unit: ofAddresses, maxLength: 30 }).map((rest) => `https://nhs.example${rest}`),
      fc.string({ unit: ofAddresses, minLength: 1 }).map((rest) => `http://${rest}`),
      fc.constantFrom('https://', '(', ').', '\n', '🙂'),
    )
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join('')
        const pieces = linkify(text)
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        for (const { href } of pieces) if (href) expect(href).toMatch(/^https?:\/\//)
      }),
    )
  })
})
