/** What our page has put into a form's field as JSON; nothing when it is none. Its shape is the API's to check. */
export function fromBrowser(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}
