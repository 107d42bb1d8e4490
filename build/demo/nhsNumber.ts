/** NHS numbers that belong to nobody: the range that starts with 999 is never issued. */

/** The valid test numbers in order: 999, six digits, and a check digit. */
export function* testNhsNumbers(): Generator<string, never> {
  for (let serial = 1; ; serial += 37) {
    const digits = `999${String(serial % 1_000_000).padStart(6, '0')}`
    const check = checkDigit(digits)
    if (check !== undefined) yield `${digits}${check}`
  }
}

/** Modulo 11; undefined for the nine digits that no number may start with. */
export function checkDigit(nineDigits: string): number | undefined {
  const sum = Array.from(nineDigits).reduce((total, digit, index) => total + Number(digit) * (10 - index), 0)
  const check = (11 - (sum % 11)) % 11
  return check === 10 ? undefined : check
}
