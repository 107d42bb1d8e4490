import type { FailedDelivery } from 'server/contract'

/** The list in which somebody of the unit stands who was not told. */
export const placeOf = ({ unreachable, kind }: FailedDelivery['person']): string =>
  unreachable ? 'People we cannot reach' : kind === 'patient' ? 'Patients' : 'Staff'
