/** Each import rule refuses what it is there to refuse: a small tree of files that breaks it, and the rule's name. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { cruise, type ICruiseOptions, type IFlattenedRuleSet } from 'dependency-cruiser'
import { expect, test } from 'vitest'

const config = createRequire(import.meta.url)('./dependencies.config.cjs') as IFlattenedRuleSet & {
  options: ICruiseOptions
}

const refused: [from: string, to: string, rule: string][] = [
  ['server/src/accounts/contract.ts', 'server/src/accounts/Account.ts', 'contracts-know-contracts'],
  ['server/src/contract/client.ts', 'server/src/log.ts', 'contract-doors-know-contracts'],
  ['server/src/http/route.ts', 'server/src/accounts/Session.ts', 'foundations-know-no-room'],
  ['server/src/config.ts', 'server/src/groups/Group.ts', 'foundations-know-no-room'],
  ['server/src/groups/Group.ts', 'server/src/conversations/Message.ts', 'groups-knows-its-left'],
  ['server/src/conversations/sendMessage.ts', 'server/src/notifications/deliver.ts', 'conversations-knows-its-left'],
  ['server/src/audit/record.ts', 'server/src/accounts/Account.ts', 'audit-knows-its-left'],
  ['server/src/groups/Group.ts', 'server/src/app.ts', 'nobody-imports-the-entries'],
  ['patient-portal/src/hooks.server.ts', 'server/src/db/connect.ts', 'apps-see-the-contract'],
  ['staff-desktop/src/main/main.ts', 'server/src/accounts/contract.ts', 'apps-see-the-contract'],
  ['staff-desktop/src/renderer/a.ts', 'patient-portal/src/lib/words.ts', 'desktop-sees-conversation-pieces'],
  ['patient-portal/src/a.ts', 'staff-desktop/src/bridge.ts', 'portal-knows-no-desktop'],
  ['server/src/http/portal.ts', 'patient-portal/src/hooks.server.ts', 'server-knows-no-app'],
  ['patient-portal/src/lib/conversation/a.ts', 'patient-portal/src/lib/words.ts', 'conversation-pieces-run-anywhere'],
  ['patient-portal/src/lib/conversation/a.ts', 'server/src/contract/index.ts', 'conversation-pieces-take-types'],
  ['staff-desktop/src/renderer/a.ts', 'staff-desktop/src/main/main.ts', 'renderer-has-no-system'],
  ['staff-desktop/src/renderer/a.ts', 'node:fs', 'renderer-has-no-node'],
  ['staff-desktop/src/preload/preload.ts', 'staff-desktop/src/main/ipc.ts', 'preload-is-thin'],
  ['staff-desktop/src/main/main.ts', 'staff-desktop/src/renderer/a.ts', 'main-knows-no-renderer'],
  ['migrations/001_a.ts', 'server/src/config.ts', 'migrations-stand-alone'],
  ['server/src/main.ts', 'build/migrate.ts', 'build-is-tooling'],
  ['server/src/log.ts', 'server/src/nowhere-to-be-found.ts', 'everything-is-there'],
]

const allowed: [from: string, to: string][] = [
  ['server/src/conversations/sendMessage.ts', 'server/src/groups/Group.ts'],
  ['server/src/contract/index.ts', 'server/src/conversations/contract.ts'],
  ['server/src/main.ts', 'server/src/app.ts'],
  ['server/src/groups/Group.test.ts', 'server/src/conversations/Message.ts'],
  ['server/test/as.ts', 'build/migrate.ts'],
  ['patient-portal/src/hooks.server.ts', 'server/src/contract/client.ts'],
  ['staff-desktop/src/renderer/a.ts', 'patient-portal/src/lib/conversation/index.ts'],
  ['staff-desktop/src/preload/preload.ts', 'staff-desktop/src/bridge.ts'],
]

test.for(refused)('%s may not import %s (%s)', async ([from, to, rule]) => {
  expect(await brokenRules(from, to)).toContain(rule)
})

test.for(allowed)('%s may import %s', async ([from, to]) => {
  expect(await brokenRules(from, to)).toEqual([])
})

async function brokenRules(from: string, to: string): Promise<string[]> {
  const baseDir = realpathSync(mkdtempSync(join(tmpdir(), 'imports-')))
  try {
    const specifier = to.startsWith('node:') ? to : `./${relative(dirname(from), to)}`
    write(join(baseDir, from), `import * as other from '${specifier}'\nexport const one = other\n`)
    if (!to.startsWith('node:') && !to.includes('nowhere')) write(join(baseDir, to), 'export const two = 2\n')
    const { tsConfig: _, ...options } = config.options
    const { output } = await cruise([from.split('/')[0]!], { ...options, baseDir, validate: true, ruleSet: config })
    return typeof output === 'string' ? [] : output.summary.violations.map(({ rule }) => rule.name)
  } finally {
    rmSync(baseDir, { recursive: true })
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
