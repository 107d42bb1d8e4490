/** Asks the browser, which asks the device, which asks the person: and what became of it, in words. */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from '@simplewebauthn/browser'
import type { AskedToMakePasskey, AskedToSignIn, PasskeyAnswer, PasskeyMade } from 'server/contract'
import { passkeyWords } from './words.ts'

/** Nobody has to be told: the person did something else instead. */
interface Superseded {
  superseded: true
}
type Outcome<T> = { answer: T } | { failure: string } | Superseded

export const canUsePasskeys = browserSupportsWebAuthn

/** `quietly`: among what the browser offers in the username's field, as long as the page is open. */
export function askToSignIn(asked: AskedToSignIn, { quietly = false } = {}): Promise<Outcome<PasskeyAnswer>> {
  return outcomeOf(
    asked.timeout,
    startAuthentication({ optionsJSON: asked, useBrowserAutofill: quietly }) as Promise<PasskeyAnswer>,
  )
}

export function askToMake(asked: AskedToMakePasskey): Promise<Outcome<PasskeyMade>> {
  return outcomeOf(asked.timeout, startRegistration({ optionsJSON: asked }) as Promise<PasskeyMade>)
}

export const stopAsking = () => WebAuthnAbortService.cancelCeremony()

async function outcomeOf<T>(timeout: number, asking: Promise<T>): Promise<Outcome<T>> {
  const started = Date.now()
  try {
    return { answer: await asking }
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === 'ERROR_CEREMONY_ABORTED') return { superseded: true }
    return { failure: inWords(error, Date.now() - started >= timeout - 1000) }
  }
}

/** Browsers say the same of somebody who cancels and somebody who lets the time pass, so as not to tell a page more. */
function inWords(error: unknown, isLate: boolean): string {
  const said = passkeyWords.failed
  const { cause } = error as Error
  switch (cause instanceof Error ? cause.name : (error as Error).name) {
    case 'NotAllowedError':
      return isLate ? said.timeout : said.cancelled
    case 'InvalidStateError':
      return said.known
    case 'ConstraintError':
    case 'NotSupportedError':
      return said.cannotMake
    case 'SecurityError':
      return said.address
    default:
      return said.otherwise
  }
}
