/** Person x conversation x verb: who may do what, in each kind of conversation that there is. */
import { describe, expect, test } from 'vitest'
import { abilities, canAddParticipant, canLeave, canReply, patientOf, wouldLeavePatientAlone } from './policy.ts'

type Someone = { accountId: string; kind: 'patient' | 'staff'; left: boolean; archived: boolean }
const someone = (accountId: string, kind: Someone['kind'], left = false): Someone => ({
  ...{ accountId, kind, left, archived: false },
})
const pat = someone('pat', 'patient')
const nurse = someone('nurse', 'staff')
const doctor = someone('doctor', 'staff')
const gone = someone('gone', 'staff', true)

const conversations = {
  'a patient and two members of staff': [pat, nurse, doctor],
  'a patient and one member of staff': [pat, nurse],
  'a patient, one member of staff and one who left': [pat, nurse, gone],
  'a patient whose staff have all left': [pat, gone],
  'two members of staff': [nurse, doctor],
  'one member of staff, the other left': [nurse, gone],
  'one member of staff alone': [nurse],
}
type Kind = keyof typeof conversations
const yes = true
const no = false

// In columns: may reply, may add a colleague, may leave at all, would leave the patient alone.
const table: [Kind, Someone, boolean, boolean, boolean, boolean][] = [
  ['a patient and two members of staff', pat, yes, yes, no, no],
  ['a patient and two members of staff', nurse, yes, yes, yes, no],
  ['a patient and two members of staff', doctor, yes, yes, yes, no],
  ['a patient and one member of staff', pat, yes, yes, no, no],
  ['a patient and one member of staff', nurse, yes, yes, yes, yes],
  ['a patient, one member of staff and one who left', pat, yes, yes, no, no],
  ['a patient, one member of staff and one who left', nurse, yes, yes, yes, yes],
  ['a patient, one member of staff and one who left', gone, no, no, no, no],
  ['a patient whose staff have all left', pat, no, yes, no, yes],
  ['a patient whose staff have all left', gone, no, no, no, yes],
  ['two members of staff', nurse, yes, yes, yes, no],
  ['one member of staff, the other left', nurse, no, yes, yes, no],
  ['one member of staff, the other left', gone, no, no, no, no],
  ['one member of staff alone', nurse, no, yes, yes, no],
]

const lines = table.map(([kind, mine, ...may]) => ({ kind, who: mine.accountId, mine, may }))

describe.each(lines)('$kind: $who', ({ kind, mine, may: [reply, add, leave, alone] }) => {
  const situation = { participants: conversations[kind], mine }

  test(`${reply ? 'may' : 'may not'} reply`, () => expect(canReply(situation)).toBe(reply))
  test(`${add ? 'may' : 'may not'} add a colleague`, () => expect(canAddParticipant(situation)).toBe(add))
  test(`${leave ? 'may' : 'may not'} leave`, () => expect(canLeave(situation)).toBe(leave))
  test(`${alone ? 'is' : 'is not'} the last beside the patient`, () => {
    expect(wouldLeavePatientAlone(situation)).toBe(alone)
  })

  test('is offered what is allowed', () => {
    const offered = { reply, addParticipant: add, leave: leave && !alone }
    expect(abilities(situation)).toEqual({ ...offered, archive: true, unarchive: false })
    const archived = { ...situation, mine: { ...mine, archived: true } }
    expect(abilities(archived)).toEqual({ ...offered, archive: false, unarchive: true })
  })
})

test('the patient of a conversation is found wherever they stand, and only a patient', () => {
  expect(patientOf({ participants: [nurse, pat] })).toBe(pat)
  expect(patientOf({ participants: [nurse, doctor] })).toBeUndefined()
})
