import type { Group } from '../groups/Group.ts'

/** A name that every file system takes. */
export function fileNamed({ name }: Pick<Group, 'name'>, what: string): string {
  return `${name} ${what}.csv`.replace(/[^\p{L}\p{N} .()-]/gu, '_')
}
