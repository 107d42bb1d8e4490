/** Conversations of the other units and of Central Support. */
import type { Story } from './story.ts'

export const storiesElsewhere: Story[] = [
  {
    group: 'fife',
    subject: 'Parking on Mondays',
    patient: 'jean.petrie',
    staff: ['morag.lindsay'],
    lines: [
      [
        '4d 9:00',
        'jean.petrie',
        'The spaces for dialysis patients were full again on Monday and I walked a long way. Who parks there?',
      ],
      [
        '4d 11:15',
        'morag.lindsay',
        'You are not the first to tell me. From next week there is a barrier, and your unit card opens it. I am sorry that it took so long.',
      ],
      ['3d 8:45', 'jean.petrie', 'Wonderful, thank you Morag.'],
    ],
  },
  {
    group: 'fife',
    subject: 'Training days',
    patient: 'lukasz.kowalczyk',
    staff: ['joanna.wojcik', 'morag.lindsay'],
    lines: [
      [
        '6d 13:00',
        'joanna.wojcik',
        'Hello Łukasz, your training for dialysis at home takes four mornings. Would the week of the 7th suit you? Your partner is very welcome to join.',
      ],
      [
        '5d 19:30',
        'lukasz.kowalczyk',
        'That week is good. My wife would like to come on the first two days. Dziękuję!',
      ],
      ['5h', 'joanna.wojcik', 'Świetnie! It is booked, 9 to 12 each day. Bring your glasses and plenty of questions.'],
    ],
    unread: { 'lukasz.kowalczyk': 1 },
  },
  {
    group: 'fife',
    subject: 'Flu clinic',
    patient: 'maureen.ohara',
    staff: ['lesleyann.kerr'],
    lines: [['3h', 'maureen.ohara', 'Can I have the flu jab at the unit, or do I go to the surgery?']],
    unread: { 'lesleyann.kerr': 1 },
  },
  {
    group: 'fife',
    subject: 'Visits before a transplant list meeting',
    staff: ['sunil.mehta', 'callum.reid'],
    lines: [
      [
        '8d 10:30',
        'sunil.mehta',
        'Callum, could you see our three new people for the information talk on your next day in Fife?',
      ],
      ['8d 12:45', 'callum.reid', 'Yes. I will be there on the 3rd and have kept the afternoon free.'],
    ],
    unread: { 'sunil.mehta': 1 },
  },
  {
    group: 'diabetesClinic',
    subject: 'One list for kidneys and diabetes',
    patient: 'jose.nunez',
    staff: ['mei.chen'],
    lines: [
      [
        '7d 10:20',
        'mei.chen',
        'Dear José, Susan at the renal unit and I have put our advice into one list. It went into the post today.',
      ],
      ['5d 20:05', 'jose.nunez', 'It arrived. At last one that I can hang on the fridge!'],
      [
        '4d 9:15',
        'mei.chen',
        'That is what it is for. Tell us what is missing when you have lived with it for a while.',
      ],
    ],
    unread: { 'jose.nunez': 1 },
  },
  {
    group: 'diabetesClinic',
    subject: 'New meter',
    patient: 'bernadette.friel',
    staff: ['ruth.adeyemi'],
    lines: [
      [
        '2d 11:00',
        'bernadette.friel',
        'The new meter asks me to set the time every morning. Am I doing something wrong?',
      ],
      [
        '1d 9:30',
        'ruth.adeyemi',
        'No, I think that its battery is loose. Please bring it to reception any morning, we will swap it for you.',
      ],
    ],
    unread: { 'bernadette.friel': 1 },
  },
  {
    group: 'support',
    subject: 'Switching messages on in Fife',
    staff: ['sara.lindqvist', 'morag.lindsay'],
    lines: [
      [
        '50d 10:00',
        'morag.lindsay',
        'We would like to start with messages in Fife next month. What do you need from us?',
      ],
      [
        '50d 14:10',
        'sara.lindqvist',
        'Only one decision: who is your default messaging contact? That person gets whatever nobody else is there for. Everything else you can set yourself.',
      ],
      ['49d 9:05', 'morag.lindsay', 'That will be me.'],
      [
        '49d 9:40',
        'sara.lindqvist',
        'Then messages are on for Fife. Good luck, and write to us whenever you need a hand.',
      ],
    ],
    archivedBy: ['sara.lindqvist'],
  },
]
