/**
 * The one way in which anything reaches this PC's disk: a CSV, text or PDF file that the person asked for, in the place that they chose
 * in the system's own dialog. The page says how it might be called and what is in it, never where it goes.
 */
import { writeFile } from 'node:fs/promises'
import { dialog, type BrowserWindow } from 'electron'
import type { FileToSave, Saved } from '../bridge.ts'

/** Nothing that leads to another folder, that a system reads as something else, or that is not seen. */
const fileName = /^[^\p{C}<>:"/\\|?*.\s][^\p{C}<>:"/\\|?*]{0,115}\.(?:csv|txt|pdf)$/u
/** A hundred thousand patients are about 15 million characters. */
const mostCharacters = 40_000_000
/** A hundred letters are about half a million bytes. */
const mostBytes = 10_000_000

const filters = {
  csv: { name: 'CSV file', extensions: ['csv'] },
  txt: { name: 'Text file', extensions: ['txt'] },
  pdf: { name: 'PDF file', extensions: ['pdf'] },
}

export function fileToSave(word: unknown): FileToSave {
  const { name, text, bytes } = (word ?? {}) as Record<string, unknown>
  if (typeof name !== 'string' || !fileName.test(name)) throw new Error('Refused')
  if (name.endsWith('.pdf')) {
    if (!(bytes instanceof Uint8Array) || bytes.length > mostBytes || !beginsAsPdf(bytes)) throw new Error('Refused')
    return { name, bytes }
  }
  if (typeof text !== 'string' || text.length > mostCharacters) throw new Error('Refused')
  return { name, text }
}

const beginsAsPdf = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, 5)) === '%PDF-'

export async function saveFile(
  window: BrowserWindow,
  file: FileToSave,
  { stillWanted }: { stillWanted: () => boolean },
): Promise<Saved> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: file.name,
    filters: [filters[file.name.slice(-3) as keyof typeof filters]],
    properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
  })
  if (canceled || !filePath) return { state: 'cancelled' }
  if (!stillWanted()) return { state: 'failed', message: 'You have been signed out, so the file was not saved.' }
  try {
    await writeFile(filePath, 'bytes' in file ? file.bytes : file.text, { mode: 0o600 })
    return { state: 'saved', path: filePath }
  } catch (error) {
    return { state: 'failed', message: why(error) }
  }
}

function why(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return 'The file was not saved: you may not write in that folder. Choose another.'
  if (code === 'EBUSY')
    return 'The file was not saved: another program has it open. Close it there, or choose another name.'
  if (['ENOSPC', 'EDQUOT'].includes(code)) return 'The file was not saved: there is no room left. Choose another place.'
  return 'The file was not saved. Choose another place and try again.'
}
