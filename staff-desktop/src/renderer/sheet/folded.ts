/** As the server folds names for finding: without accents, capitals, apostrophes and hyphens. */
export const folded = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\p{M}'’‘`´-]/gu, '')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'o')
    .toLowerCase()
    .trim()
