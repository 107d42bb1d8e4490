import type { Config } from '../../config.ts'
import type { Channels } from './Channel.ts'
import { notifyEmail, notifyText, type NotifyProblem } from './notify.ts'
import { smtp } from './smtp.ts'

/** Those that are configured: SMTP always, unless GOV.UK Notify has a template for e-mails. */
export function createChannels(
  config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'bounces' | 'notify'>,
  options: { onProblem: (problem: NotifyProblem) => void; timeoutMs?: number },
): Channels {
  const { notify } = config
  const { emailTemplateId = null, textTemplateId = null } = notify ?? {}
  return {
    email: notify && emailTemplateId ? notifyEmail({ ...notify, emailTemplateId }, options) : smtp(config),
    text: notify && textTemplateId ? notifyText({ ...notify, textTemplateId }, options) : null,
  }
}
