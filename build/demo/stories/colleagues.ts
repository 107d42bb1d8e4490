/** What the staff of the Edinburgh unit write to each other. */
import type { Story } from './story.ts'

const susan = 'susan.turner'
const fiona = 'fiona.macleod'

export const colleaguesStories: Story[] = [
  {
    group: 'edinburgh',
    subject: 'Cover for the Thursday clinic',
    staff: ['iain.buchanan', fiona, 'grace.okafor', 'eilidh.stewart'],
    lines: [
      [
        '5d 8:40',
        'iain.buchanan',
        'We are one nurse short for the clinic on Thursday. Grace, Eilidh, could one of you be there from 1 to 3?',
      ],
      ['5d 9:25', 'eilidh.stewart', 'I can do it, if somebody takes my 2.30.'],
      ['5d 9:40', 'grace.okafor', 'I take the 2.30.'],
      ['5d 10:00', fiona, 'Thank you both. It is in the rota.'],
    ],
    unread: { 'iain.buchanan': 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Leaflet about phosphate binders',
    staff: [susan, 'tomasz.zielinski'],
    lines: [
      [
        '3d 11:30',
        susan,
        'Tomasz, would you look over the new leaflet before it goes to the printer? It is in the shared folder. I would like it to say clearly that binders only help when they are taken with food.',
      ],
      [
        '1d 15:20',
        'tomasz.zielinski',
        'Read it twice, it is very good. Two small changes in the table on page 3, I have marked them.',
      ],
    ],
    unread: { [susan]: 1 },
  },
]
