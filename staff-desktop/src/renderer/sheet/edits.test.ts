import { beforeEach, expect, test } from 'vitest'
import { Edits } from './edits.svelte.ts'

const change = (row: string, column: string, to: string, from = 'old') => ({ row, column, edit: { from, to } })
let edits: Edits
beforeEach(() => void (edits = new Edits()))

test('counts cells and people, and forgets a cell that is as it was', () => {
  edits.set([change('1', 'a', 'x'), change('1', 'b', 'x'), change('2', 'a', 'x')])
  expect([edits.cells, edits.people]).toEqual([3, 2])
  edits.set([{ row: '2', column: 'a', edit: undefined }])
  expect([edits.cells, edits.people]).toEqual([2, 1])
})

test('a step is undone and redone as a whole; a new one ends what could be redone', () => {
  edits.set([change('1', 'a', 'x'), change('2', 'a', 'x')])
  edits.set([change('1', 'a', 'y')])
  edits.undo()
  expect(edits.get('1', 'a')?.to).toBe('x')
  edits.undo()
  expect(edits.cells).toBe(0)
  expect(edits.undo()).toBeNull()
  edits.redo()
  expect(edits.cells).toBe(2)
  edits.set([change('3', 'a', 'z')])
  expect(edits.redo()).toBeNull()
})

test('nothing different is no step', () => {
  edits.set([change('1', 'a', 'x')])
  expect(edits.set([change('1', 'a', 'x')])).toBe(false)
  edits.undo()
  expect(edits.cells).toBe(0)
})

test('discarding can be undone; applying cannot, but what was left out can', () => {
  edits.set([change('1', 'a', 'x')])
  edits.set([change('2', 'b', 'y')])
  edits.discard()
  expect(edits.cells).toBe(0)
  edits.undo()
  expect(edits.cells).toBe(2)
  edits.forget(['1'])
  expect(edits.kept).toEqual([{ row: '2', column: 'b', from: 'old', to: 'y' }])
  edits.undo()
  expect(edits.kept).toEqual([])
  expect(edits.undo()).toBeNull()
})

test('after loading again, what is there by now and who has gone are no changes', () => {
  edits.set([change('1', 'a', 'x'), change('2', 'a', 'y'), change('gone', 'a', 'z')])
  const now: Record<string, string> = { 1: 'x', 2: 'other' }
  edits.settle((row) => now[row])
  expect(edits.kept).toEqual([{ row: '2', column: 'a', from: 'old', to: 'y' }])
})

test('is kept and restored', () => {
  edits.set([change('1', 'a', 'x')])
  const again = new Edits()
  again.restore(structuredClone(edits.kept))
  expect(again.get('1', 'a')).toEqual({ from: 'old', to: 'x' })
})
