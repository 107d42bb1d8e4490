/** Keeps secrets so that whoever reads the database, or a backup of it, cannot use them: the key is in the configuration. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Config } from '../../config.ts'
import { Problem } from '../../errors.ts'

const nonceBytes = 12
const tagBytes = 16

/** Refuses, with what to do, on a server that was given no key. */
export function keyOf({ secretsKey }: Pick<Config, 'secretsKey'>): Buffer {
  if (!secretsKey) throw new Problem('noSecretsKey')
  return secretsKey
}

/** For this account only: in the row of another it cannot be opened. */
export function seal(key: Buffer, accountId: string, secret: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(accountId))
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

export function unseal(key: Buffer, accountId: string, sealed: Buffer): Buffer {
  const nonce = sealed.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(accountId))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}

/** Enough of a network address to recognise it, and not to read it. */
export function hashAddress(key: Buffer, address: string): Buffer {
  return createHmac('sha256', key).update(`address ${address}`).digest()
}
