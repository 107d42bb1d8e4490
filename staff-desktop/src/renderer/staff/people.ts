export { people } from '../changesets/changesetWords.ts'
