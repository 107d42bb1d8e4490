const number = new Intl.NumberFormat('en-GB')

/** "4,000". */
export const inDigits = (many: number): string => number.format(many)

/** "1 patient", "4,000 patients". */
export const counted = (many: number, one: string, several = `${one}s`): string =>
  `${inDigits(many)} ${many === 1 ? one : several}`
