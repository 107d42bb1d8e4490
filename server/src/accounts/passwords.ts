/**
 * How passwords are kept. The same letters can reach us as different bytes, because computers and telephones write é and the
 * like in different ways: so they are compared in one of them (NFKC).
 */
import { hash, verify } from '@node-rs/argon2'

export const hashPassword = (password: string): Promise<string> => hash(oneWay(password))

export const isPassword = (password: string, passwordHash: string): Promise<boolean> =>
  verify(passwordHash, oneWay(password))

const oneWay = (password: string) => password.normalize('NFKC')
