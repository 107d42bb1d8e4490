/**
 * Where reports about one mail come back: an address of this mail's own, so that nothing else in the report has to be
 * believed. The id is random, and known to nobody but whom the mail went to.
 */
export function returnAddress(returnId: string, domain: string): string {
  return `bounce+${returnId.replaceAll('-', '')}@${domain}`
}

/** The id in a return address of ours; nothing in any other. */
export function readReturnAddress(address: string, domain: string): string | undefined {
  const [, local, theirDomain] = /^bounce\+([0-9a-f]{32})@(.+)$/i.exec(address) ?? []
  return theirDomain?.toLowerCase() === domain.toLowerCase() ? local!.toLowerCase() : undefined
}
