import type { Config } from '../../config.ts'

/**
 * To whom passkeys belong: the public address, as browsers know it, whatever stands between them and this process. A
 * passkey is of no use at any other address, so whoever changes the host of PUBLIC_URL takes everybody's passkeys away.
 */
export interface RelyingParty {
  /** The host without its port. */
  id: string
  origin: string
  name: string
}

export function relyingParty({ publicUrl }: Pick<Config, 'publicUrl'>): RelyingParty {
  return { id: publicUrl.hostname, origin: publicUrl.origin, name: 'PatientView Messages' }
}
