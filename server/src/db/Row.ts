import { Model, snakeCaseMappers } from 'objection'

/** The base of all models: snake_case columns, camelCase fields. Deliberately bound to no database. */
export class Row extends Model {
  static override get columnNameMappers() {
    return snakeCaseMappers()
  }
}
