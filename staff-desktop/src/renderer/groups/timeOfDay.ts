/** A time as people type it: 8, 830, 8.30, 08:30 and 8:30 are all 08:30 or so. What is none stays as it is. */
export function timeOfDay(typed: string): string {
  const text = typed.trim()
  const [, hour, minute = '00'] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return text
  return `${hour.padStart(2, '0')}:${minute}`
}

export const isTimeOfDay = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(timeOfDay(text))
