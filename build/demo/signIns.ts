/** Who is offered to somebody who tries the demo. */
import type { DemoSignIn } from '../start/welcome.ts'

export const demoSignIns: DemoSignIn[] = [
  { username: 'lionel.campbell', who: 'Lionel Campbell, patient in Edinburgh', app: 'portal' },
  { username: 'kathleen.obrien', who: "Kathleen O'Brien, patient in Edinburgh", app: 'portal' },
  { username: 'jose.nunez', who: 'José Núñez, patient in Edinburgh and of the diabetes clinic', app: 'portal' },
  { username: 'susan.turner', who: 'Susan Turner, dietitian in Edinburgh', app: 'desktop' },
  { username: 'aileen.drummond', who: 'Aileen Drummond, PD nurse in Edinburgh', app: 'desktop' },
  { username: 'fiona.macleod', who: 'Fiona MacLeod, unit admin in Edinburgh', app: 'desktop' },
  { username: 'callum.reid', who: 'Callum Reid, transplant nurse in Edinburgh and Fife', app: 'desktop' },
  { username: 'morag.lindsay', who: 'Morag Lindsay, unit admin in Fife', app: 'desktop' },
  { username: 'alison.craig', who: 'Alison Craig, Renal specialty admin', app: 'desktop' },
  { username: 'sara.lindqvist', who: 'Sara Lindqvist, Central Support', app: 'desktop' },
]
