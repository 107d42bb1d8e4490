/**
 * How passwords are kept. The same letters can reach us as different bytes, because computers and telephones write é and the
 * like in different ways: so they are compared in one of them (NFKC). Some hashes are of the bytes as they came then.
 */
import { hash, verify } from '@node-rs/argon2'

export const hashPassword = (password: string): Promise<string> => hash(oneWay(password))

export const isPassword = async (password: string, passwordHash: string): Promise<boolean> =>
  (await verify(passwordHash, oneWay(password))) ||
  // How long it takes depends on what was typed alone.
  (oneWay(password) !== password && (await verify(passwordHash, password)))

const oneWay = (password: string) => password.normalize('NFKC')
