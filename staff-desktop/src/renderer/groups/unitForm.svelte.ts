/** The settings of a unit while somebody changes them. Knows how the unit was when they began, so what is theirs can be told. */
import type { Nation, OpeningHours, UnitSettings } from 'server/contract'
import { newId } from '../page/newId.ts'
import { calendarDay, dayAsShown } from '../page/calendarDay.ts'
import type { Holiday, Stretch } from './typedRows.ts'
import { timeOfDay } from './timeOfDay.ts'
import { holidayErrors, hoursErrors, lineErrors } from './unitErrors.ts'

export type SettingName = keyof UnitSettings

/** What was changed on both sides; `followed` was touched by nobody here and is now as the others have it. */
export interface Rebased {
  followed: { name: SettingName; was: UnitSettings; is: UnitSettings }[]
  both: SettingName[]
}

const settingNames = [
  'telephone',
  'outOfHoursTelephone',
  'answerTime',
  'openingHours',
  'nation',
  'bankHolidays',
  'openOnBankHolidays',
  'emailsNameSender',
  'demandsSecondFactor',
  'broadcastsNeedApproval',
] as const satisfies SettingName[]

export class UnitForm {
  telephone = $state('')
  outOfHoursTelephone = $state('')
  answerTime = $state('')
  /** Monday first; a day without stretches is closed. */
  week = $state<Stretch[][]>([])
  nation = $state<Nation | null>(null)
  holidays = $state<Holiday[]>([])
  /** Bank holidays of the nation on which the unit is open. */
  openOn = $state.raw<string[]>([])
  emailsNameSender = $state(true)
  demandsSecondFactor = $state(false)
  broadcastsNeedApproval = $state(false)
  /** By setting; for one day of the week also `day-1`, for one holiday `holiday-<key>`. */
  errors = $state.raw<Record<string, string>>({})
  /** The unit's settings as they were when the person began. */
  base: UnitSettings = $state.raw({} as UnitSettings)

  readonly typed: UnitSettings = $derived.by(() =>
    inOrder({
      telephone: line(this.telephone),
      outOfHoursTelephone: line(this.outOfHoursTelephone),
      answerTime: line(this.answerTime),
      openingHours: this.week.flatMap((day, index) =>
        day.map(({ opens, closes }) => ({ weekday: index + 1, opens: timeOfDay(opens), closes: timeOfDay(closes) })),
      ),
      nation: this.nation,
      bankHolidays: this.holidays.map(({ day, name }) => ({ day: calendarDay(day), name: name.trim() })),
      openOnBankHolidays: this.openOn,
      emailsNameSender: this.emailsNameSender,
      demandsSecondFactor: this.demandsSecondFactor,
      broadcastsNeedApproval: this.broadcastsNeedApproval,
    }),
  )
  readonly changedNames = $derived(settingNames.filter((name) => !same(this.base[name], this.typed[name])))
  readonly changed = $derived(this.changedNames.length > 0)

  constructor(base: UnitSettings, typed: UnitSettings = base) {
    this.base = inOrder(base)
    this.#show(inOrder(typed), settingNames)
  }

  /** Carries on from how the unit is now: what the person has not touched follows, what they have typed stays. */
  rebase(settings: UnitSettings): Rebased {
    const [was, is] = [this.base, inOrder(settings)]
    const mine = this.changedNames
    const moved = settingNames.filter((name) => !same(was[name], is[name]))
    const followed = moved.filter((name) => !mine.includes(name))
    const both = moved.filter((name) => mine.includes(name) && !same(is[name], this.typed[name]))
    this.base = is
    this.#show(is, followed)
    return { followed: followed.map((name) => ({ name, was, is })), both }
  }

  /** Gives up what was typed: everywhere, or in one setting. */
  discard(names: readonly SettingName[] = settingNames) {
    this.#show(this.base, names)
    this.errors = {}
  }

  /** True when everything can be sent; otherwise `errors` says what to change. */
  check(): boolean {
    this.errors = { ...lineErrors(this), ...hoursErrors(this.week), ...holidayErrors(this.holidays) }
    return Object.keys(this.errors).length === 0
  }

  /** What is wrong is forgotten as soon as somebody puts it right. */
  fine(...names: string[]) {
    if (names.some((name) => name in this.errors))
      this.errors = Object.fromEntries(Object.entries(this.errors).filter(([name]) => !names.includes(name)))
  }

  /** The first stretch of a day is as on the day before, because most days are alike. */
  addStretch(weekday: number): Stretch {
    const day = this.week[weekday]!
    const before = this.week.slice(0, weekday).findLast((one) => one.length > 0)?.[0]
    const first = before ?? { opens: '09:00', closes: '17:00' }
    const added = { key: newId(), ...(day.length === 0 ? { opens: first.opens, closes: first.closes } : empty) }
    day.push(added)
    return added
  }

  removeStretch(weekday: number, key: string) {
    this.week[weekday] = this.week[weekday]!.filter((stretch) => stretch.key !== key)
  }

  mondayOnAllWeekdays() {
    const [monday = []] = this.week
    this.week = this.week.map((day, index) =>
      index > 0 && index < 5 ? monday.map(({ opens, closes }) => ({ key: newId(), opens, closes })) : day,
    )
  }

  addHoliday(): Holiday {
    const added = { key: newId(), day: '', name: '' }
    this.holidays.push(added)
    return added
  }

  removeHoliday(key: string) {
    this.holidays = this.holidays.filter((holiday) => holiday.key !== key)
  }

  /** Another nation has other days. */
  setNation(nation: Nation | null) {
    this.nation = nation
    this.openOn = nation === this.base.nation ? this.base.openOnBankHolidays : []
  }

  setOpenOn(day: string, open: boolean) {
    const others = this.openOn.filter((one) => one !== day)
    this.openOn = (open ? [...others, day] : others).sort()
  }

  #show(settings: UnitSettings, names: readonly SettingName[]) {
    if (names.includes('telephone')) this.telephone = settings.telephone ?? ''
    if (names.includes('outOfHoursTelephone')) this.outOfHoursTelephone = settings.outOfHoursTelephone ?? ''
    if (names.includes('answerTime')) this.answerTime = settings.answerTime ?? ''
    if (names.includes('openingHours')) this.week = weekOf(settings.openingHours)
    if (names.includes('nation')) this.nation = settings.nation
    if (names.includes('openOnBankHolidays')) this.openOn = settings.openOnBankHolidays
    if (names.includes('bankHolidays'))
      this.holidays = settings.bankHolidays.map(({ day, name }) => ({ key: newId(), day: dayAsShown(day), name }))
    if (names.includes('emailsNameSender')) this.emailsNameSender = settings.emailsNameSender
    if (names.includes('demandsSecondFactor')) this.demandsSecondFactor = settings.demandsSecondFactor
    if (names.includes('broadcastsNeedApproval')) this.broadcastsNeedApproval = settings.broadcastsNeedApproval
  }
}

const empty = { opens: '', closes: '' }

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** As the server stores a line. */
const line = (text: string) => text.replace(/\s+/g, ' ').trim() || null

/** In one order of properties and rows, so that equal settings look equal. */
function inOrder(settings: UnitSettings): UnitSettings {
  return {
    telephone: settings.telephone,
    outOfHoursTelephone: settings.outOfHoursTelephone,
    answerTime: settings.answerTime,
    openingHours: settings.openingHours
      .map(({ weekday, opens, closes }) => ({ weekday, opens, closes }))
      .sort((a, b) => a.weekday - b.weekday || a.opens.localeCompare(b.opens)),
    nation: settings.nation,
    bankHolidays: settings.bankHolidays
      .map(({ day, name }) => ({ day, name }))
      .sort((a, b) => a.day.localeCompare(b.day) || a.name.localeCompare(b.name)),
    openOnBankHolidays: [...settings.openOnBankHolidays].sort(),
    emailsNameSender: settings.emailsNameSender,
    demandsSecondFactor: settings.demandsSecondFactor,
    broadcastsNeedApproval: settings.broadcastsNeedApproval,
  }
}

function weekOf(hours: OpeningHours): Stretch[][] {
  return Array.from({ length: 7 }, (_, index) =>
    hours.filter(({ weekday }) => weekday === index + 1).map(({ opens, closes }) => ({ key: newId(), opens, closes })),
  )
}
