/** For the error summary: what is wrong beside the fields, or else the sentence for the whole form. */
export function errorsOf(
  form: { message: string; fields: Record<string, string> } | null | undefined,
): { text: string; field?: string }[] {
  const beside = Object.entries(form?.fields ?? {}).map(([field, text]) => ({ field, text }))
  return beside.length > 0 || !form ? beside : [{ text: form.message }]
}
