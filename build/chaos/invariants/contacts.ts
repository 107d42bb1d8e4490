/** Exactly one default messaging contact, who is a recipient; and every handover that was acknowledged took place. */
import { rows } from '../../../server/src/db/rows.ts'
import type { Checking } from './Checking.ts'

export async function checkContacts({ house, story, town, happened }: Checking): Promise<void> {
  const unitId = town.ward.unit.id
  const broken = (what: string) => story.broken('one default contact', what, [unitId])
  const { defaultContact, messagingOn } = await town.ward.admins[0].client.showUnit({ unitId })
  if (!messagingOn || !defaultContact) broken('there is none')
  const listed = await town.ward.admins[0].client.listStaff({ unitId, limit: 100 })
  const holders = listed.staff.filter(({ isDefaultContact }) => isDefaultContact)
  if (holders.length !== 1) broken(`the staff list shows ${holders.length}`)
  if (holders.some(({ isRecipient }) => !isRecipient)) broken('they are no recipient')

  const versions = await rows<{ version: number; accountId: string }>(
    house.db,
    `select v.version, m.account_id as "accountId" from group_versions v
       join memberships m on m.id = cast(v.settings ->> 'defaultContactId' as uuid)
      where v.group_id = :unitId order by v.version`,
    { unitId },
  )
  if (versions.some(({ version }, n) => version !== n + 2)) broken('a version is missing')
  for (const { version, toId } of happened.handovers) {
    const found = versions.find((one) => one.version === version)
    if (found?.accountId !== toId) broken(`version ${version} was acknowledged for ${toId}, is ${found?.accountId}`)
  }
  story.count('handovers acknowledged', happened.handovers.length)
}
