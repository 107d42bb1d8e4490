import { expect, test } from 'vitest'
import { says } from './sayGroup.ts'

test.each([
  ['Edinburgh Renal Unit', 'Edinburgh Renal Unit'],
  ['EDINBURGH  renal-unit', 'Edinburgh Renal Unit'],
  ['Ｅdinburgh Rénal Únit', 'Edinburgh Renal Unit'],
  ['Edin Burgh Renalunit', 'Edinburgh Renal Unit'],
  ['Reception, Edinburgh Renal Unit (2)', 'Edinburgh Renal Unit'],
  ['Kings Ward', 'King’s Ward'],
  ['Renal Reception', 'Renal'],
])('%s says %s', (name, group) => expect(says(name, ['Other', group])).toBe(true))

test.each([
  ['Susan Turner', 'Edinburgh Renal Unit'],
  ['Renata Adrenal', 'Renal'],
  ['Edinburgh Unit', 'Edinburgh Renal Unit'],
  ['Susan Turner', '–'],
  ['李 明', '😀'],
])('%s does not say %s', (name, group) => expect(says(name, [group])).toBe(false))
