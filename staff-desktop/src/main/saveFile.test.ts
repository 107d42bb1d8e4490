// @vitest-environment node
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fileToSave, saveFile } from './saveFile.ts'

const { dialog } = vi.hoisted(() => ({ dialog: { showSaveDialog: vi.fn() } }))
vi.mock('electron', () => ({ dialog }))

const file = { name: 'staff.csv', text: 'Username\r\nzoë\r\n' }
const window = Object.create(null) as BrowserWindow
let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'save-file-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const chooses = (filePath: string) =>
  dialog.showSaveDialog.mockResolvedValueOnce({ canceled: filePath === '', filePath })
const save = (stillWanted = true) => saveFile(window, file, { stillWanted: () => stillWanted })

test('writes what was asked for where the person says, for nobody else of this PC to read', async () => {
  const path = join(folder, 'mine.csv')
  chooses(path)
  expect(await save()).toEqual({ state: 'saved', path })
  expect(dialog.showSaveDialog).toHaveBeenCalledWith(window, expect.objectContaining({ defaultPath: 'staff.csv' }))
  expect(readFileSync(path, 'utf8')).toBe(file.text)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('writes nothing when they think better of it, or when they have left meanwhile', async () => {
  chooses('')
  expect(await save()).toEqual({ state: 'cancelled' })
  chooses(join(folder, 'mine.csv'))
  expect(await save(false)).toMatchObject({ state: 'failed', message: expect.stringContaining('signed out') })
  expect(readdirSync(folder)).toEqual([])
})

test('a place that cannot be written to is said in a sentence', async () => {
  chooses(join(folder, 'nowhere', 'mine.csv'))
  expect(await save()).toEqual({
    state: 'failed',
    message: 'The file was not saved. Choose another place and try again.',
  })
})

test.each([
  'Edinburgh Renal Unit patients.csv',
  'Ward 12 (St John’s) staff.csv',
  'staff-rows-to-mend.csv',
  'recovery codes.txt',
])('a name is a name: %s', (name) => expect(fileToSave({ name, text: '' })).toEqual({ name, text: '' }))

test.each([
  '../a.csv',
  'a/b.csv',
  'a\\b.csv',
  'C:a.csv',
  '.csv',
  ' a.csv',
  'a.exe',
  'a.csv\0',
  'a\u202evsc.csv',
  `${'a'.repeat(200)}.csv`,
])('a name is not a place or anything else: %j', (name) =>
  expect(() => fileToSave({ name, text: '' })).toThrow('Refused'),
)

const aPdf = new TextEncoder().encode('%PDF-1.3 and so on')

test('a PDF is written byte by byte', async () => {
  const path = join(folder, 'letters.pdf')
  chooses(path)
  const pdf = { name: 'letters.pdf', bytes: aPdf }
  expect(await saveFile(window, fileToSave(pdf), { stillWanted: () => true })).toEqual({ state: 'saved', path })
  expect(new Uint8Array(readFileSync(path))).toEqual(aPdf)
  expect(dialog.showSaveDialog).toHaveBeenLastCalledWith(
    window,
    expect.objectContaining({ filters: [{ name: 'PDF file', extensions: ['pdf'] }] }),
  )
})

test.each([
  { name: 'a.pdf', text: '%PDF-' },
  { name: 'a.pdf', bytes: new TextEncoder().encode('#!/bin/sh') },
  { name: 'a.pdf', bytes: '%PDF-' },
  { name: 'a.csv', bytes: aPdf },
  { name: '../a.pdf', bytes: aPdf },
])('what is no PDF is not written as one: %o', (word) => expect(() => fileToSave(word)).toThrow('Refused'))
