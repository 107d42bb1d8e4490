import type { Config } from '../config.ts'
import { Problem } from '../errors.ts'
import type { Account } from './Account.ts'
import { mustBeHardToGuess, type Chooser } from './hardToGuess.ts'
import { isPassword } from './passwords.ts'

/**
 * Whatever the way in which somebody chooses a password, here it is decided whether they may have this one: it is hard to
 * guess, and another than before. A password is chosen anew because somebody else may know the old one; then going on with
 * it would leave them in. That holds for one that was taken away by a reset or a letter, too.
 */
export async function mustBeFitPassword(
  password: string,
  chooser: Pick<Account, 'passwordHash' | 'lastPasswordHash'> & Chooser,
  config: Pick<Config, 'demo'>,
): Promise<void> {
  mustBeHardToGuess(password, chooser, config)
  const { passwordHash, lastPasswordHash } = chooser
  if (passwordHash && (await isPassword(password, passwordHash)))
    throw refused('That is your password already. Choose another')
  if (lastPasswordHash && (await isPassword(password, lastPasswordHash)))
    throw refused('That was your password before. Choose another')
}

function refused(sentence: string): Problem {
  return new Problem('badInput', { fields: { password: sentence } })
}
