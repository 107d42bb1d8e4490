/** What was typed into a form's field; a file where text belongs is nothing. */
export function typed(form: FormData, field: string): string {
  const value = form.get(field)
  return typeof value === 'string' ? value : ''
}
