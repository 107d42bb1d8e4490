import type { LiveStreams } from '../http/live.ts'
import type { Registry } from './Registry.ts'

/** What is known of a request when it is answered: the route's pattern and never the URL. */
export interface AnsweredRequest {
  method: string
  route: string
  status: number
  seconds: number
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Returns whom to tell of each request. */
export function measureRequests(registry: Registry, live: LiveStreams): (request: AnsweredRequest) => void {
  const durations = registry.histogram(
    'patientview_http_request_duration_seconds',
    'How long requests took, by the pattern of their route; all pages of the portal are one.',
    bounds,
  )
  registry.gauge('patientview_live_streams', 'Live streams that are open.', () => [{ value: live.size }])
  return ({ method, route, status, seconds }) => {
    durations.observe(seconds, { method: methods.includes(method) ? method : 'other', route, status })
  }
}
