import { Model } from 'objection'

/** The base of all models. Deliberately bound to no database: every query names its transaction. */
export class Row extends Model {}
