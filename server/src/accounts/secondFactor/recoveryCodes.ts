/** Ten codes for the day the phone is lost: 50 random bits each, in letters and digits that cannot be mistaken. */
import { randomBytes, randomInt } from 'node:crypto'
import { hashRaw } from '@node-rs/argon2'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'

const howMany = 10
const length = 10
/** Crockford's: without I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const isCode = new RegExp(`^[${alphabet}]{${length}}$`)

/** As it was shown, however it was typed; undefined when it cannot be one. */
export function readRecoveryCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replaceAll('O', '0')
  return isCode.test(code) ? code : undefined
}

/** All with one salt, so that a code that is typed is hashed once and not ten times. */
export function hashRecoveryCode(code: string, salt: Buffer): Promise<Buffer> {
  return hashRaw(code, { salt })
}

/** In place of those of before. Returns them as they are shown, this once. */
export async function replaceRecoveryCodes({ trx }: Pick<Scene, 'trx'>, accountId: string): Promise<string[]> {
  const salt = randomBytes(16)
  const codes = Array.from({ length: howMany }, newCode)
  const hashes = await Promise.all(codes.map((code) => hashRecoveryCode(code, salt)))
  await rows(trx, 'delete from recovery_codes where account_id = :accountId', { accountId })
  await rows(trx, 'update second_factors set recovery_salt = :salt where account_id = :accountId', { accountId, salt })
  await trx('recovery_codes').insert(hashes.map((codeHash) => ({ account_id: accountId, code_hash: codeHash })))
  return codes.map((code) => `${code.slice(0, length / 2)}-${code.slice(length / 2)}`)
}

function newCode(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
