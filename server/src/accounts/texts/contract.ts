/**
 * Text messages, for patients who ask for them: they say that a message waits, beside the e-mail. Only where whoever runs
 * the server has set them up.
 *
 * - text number: the mobile number they go to, once a code that was sent there has been typed in
 */
import { z } from 'zod'
import { endpoint, nothing } from '../../contract/endpoint.ts'
import { plainText } from '../../contract/words.ts'

/**
 * A mobile number of the United Kingdom as +447..., however it was typed; null when it is none. 070 are not phones but
 * numbers that are passed on, and 076 pagers, save on the Isle of Man.
 */
export function asMobile(typed: string): string | null {
  const bare = typed.replace(/[\s().\-\u2010-\u2015]/g, '')
  const [, digits] = /^(?:\+44|0044|44)?0?(7(?:[1-57-9]\d{8}|624\d{6}))$/.exec(bare) ?? []
  return digits ? `+44${digits}` : null
}

const missing = 'Enter your mobile number'
const mobile = plainText(missing)
  .pipe(
    z
      .string()
      .min(1, missing)
      .max(40, 'Mobile numbers have at most 40 characters')
      .refine((typed) => asMobile(typed) !== null, 'Enter a mobile number of the United Kingdom, like 07700 900123'),
  )
  .transform((typed) => asMobile(typed)!)

const enterCode = 'Enter the 6 digits that we sent you'

export const textSettings = z.object({
  /** False: this server sends no text messages, and there is nothing to ask for. */
  offered: z.boolean(),
  /** As +447700900123. */
  number: z.string().nullable(),
  /** Text messages go out only when it is `proved`; `failing`: they do not arrive. */
  state: z.enum(['none', 'unproved', 'proved', 'failing']),
  /** A code that can be typed in, or the last one that could not be sent. */
  code: z.enum(['sent', 'failed']).nullable(),
  /** The number that a code was sent to lately and has still to be proved; until then text messages go to `number`. */
  proving: z.string().nullable(),
  /** The telephone number on record, when it is a mobile number. */
  suggestion: z.string().nullable(),
})
export type TextSettings = z.infer<typeof textSettings>

export const textEndpoints = {
  showTexts: endpoint({
    summary: 'Whether one gets text messages, and where.',
    method: 'GET',
    path: '/account/texts',
    caller: 'patient',
    response: textSettings,
  }),
  askForTextCode: endpoint({
    summary:
      'Ask for text messages at this number: a code goes there. Until it is typed in, they go where they went before.',
    method: 'POST',
    path: '/account/texts/code',
    caller: 'patient',
    body: z.object({ number: mobile }),
    response: z.object({ sentTo: z.string() }),
    problems: ['textsNotOffered', 'tooManyTexts'],
  }),
  proveTextNumber: endpoint({
    summary: 'Type in the code: from now on there are text messages.',
    method: 'PUT',
    path: '/account/texts',
    caller: 'patient',
    body: z.object({ code: plainText(enterCode).pipe(z.string().min(1, enterCode).max(40, enterCode)) }),
    response: nothing,
    problems: ['codeIsOver'],
  }),
  stopTexts: endpoint({
    summary: 'No more text messages; the number is forgotten.',
    method: 'DELETE',
    path: '/account/texts',
    caller: 'patient',
    response: nothing,
  }),
}
