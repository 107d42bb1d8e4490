/** Which rows of a long list are worth having in the page. All rows have one height, so this is arithmetic. */
export interface Viewport {
  scrollTop: number
  viewHeight: number
  rowHeight: number
  count: number
}

/** From `start` up to but not including `end`, with a few rows to spare so that a fast scroll finds no hole. */
export function visibleRange({ scrollTop, viewHeight, rowHeight, count }: Viewport, spare = 6) {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight)
  const last = Math.ceil((Math.max(0, scrollTop) + viewHeight) / rowHeight)
  const end = Math.min(count, last + spare)
  return { start: Math.max(0, Math.min(first - spare, end)), end }
}

/** Where to scroll so that the whole row is seen; moves no further than it must. */
export function scrollTopToShow(index: number, { scrollTop, viewHeight, rowHeight }: Viewport): number {
  const top = index * rowHeight
  if (top < scrollTop) return top
  if (top + rowHeight > scrollTop + viewHeight) return top + rowHeight - viewHeight
  return scrollTop
}
