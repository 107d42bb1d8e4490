/** +447700900123 as people write it: 07700 900123. */
export function mobileInWords(number: string): string {
  return number.replace(/^\+44(\d{4})(\d{6})$/, '0$1 $2')
}
