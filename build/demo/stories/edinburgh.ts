/** Other conversations of the Edinburgh unit with its patients. */
import type { Story } from './story.ts'

const susan = 'susan.turner'
const fiona = 'fiona.macleod'

export const edinburghStories: Story[] = [
  {
    group: 'edinburgh',
    subject: 'Potassium and potatoes',
    patient: 'kathleen.obrien',
    staff: [susan],
    lines: [
      [
        '6d 10:00',
        'kathleen.obrien',
        'Susan, you said to boil potatoes twice. My husband says once is enough if I cut them small. Who is right? We have a bet on it.',
      ],
      [
        '6d 11:20',
        susan,
        'I would not like to come between you. Cutting them small helps, and so does plenty of water that you throw away afterwards. If you do both, boiling them once is fine for you at the moment. So perhaps you share the prize?',
      ],
      ['6d 12:00', 'kathleen.obrien', 'He says thank you and that he will be insufferable all week.'],
      ['4h', 'kathleen.obrien', 'One more thing. What about sweet potatoes? My granddaughter makes soup from them.'],
    ],
    unread: { [susan]: 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Shop-bought soup',
    patient: 'margaret.wilson',
    staff: [susan],
    lines: [
      [
        '2d 9:35',
        'margaret.wilson',
        'Is tinned soup allowed? I do not cook as much as I used to since my hands are stiff.',
      ],
      [
        '2d 13:10',
        susan,
        'Some are fine. Look for less than 0.3 g of salt per 100 g on the label. I can bring a list of those that our other patients like when you are next in the unit. Would it help if Niamh spoke with you about getting meals delivered?',
      ],
      ['1d 10:25', 'margaret.wilson', 'A list would be lovely. I will think about the meals, thank you.'],
    ],
    unread: { [susan]: 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Change of evening session',
    patient: 'margaret.wilson2',
    staff: ['grace.okafor', fiona],
    lines: [
      [
        '3d 12:10',
        'margaret.wilson2',
        'My shifts at work change in December. Could I swap my Tuesday evening for Wednesday evening for those four weeks?',
      ],
      [
        '3d 14:40',
        'grace.okafor',
        'Hello Margaret. Wednesday evening has one place free in weeks one, two and four. In week three I could offer you Thursday evening. Would that work?',
      ],
      ['2d 8:20', 'margaret.wilson2', 'Yes, all of that works. Thank you!'],
      ['2d 10:15', 'grace.okafor', 'Then it is booked. Fiona will change the transport for you.'],
      ['1d 9:50', fiona, 'Transport is changed for all four weeks. You will get a letter with the times.'],
    ],
    unread: { 'margaret.wilson2': 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Food for a long drive',
    patient: 'jose.nunez',
    staff: [susan],
    lines: [
      [
        '12d 16:00',
        'jose.nunez',
        'I drive to Aberdeen for work every second week now. What can I take that keeps my sugar steady and is not full of salt?',
      ],
      [
        '11d 9:30',
        susan,
        'Good question, with both to think about. Unsalted crackers with a little cream cheese, an apple, and a boiled egg keep well in a cool bag. I will talk with Mei at the diabetes clinic, so that we both give you the same advice.',
      ],
      ['11d 10:10', 'jose.nunez', 'That would be great. It is confusing when the lists say different things.'],
      [
        '8d 15:20',
        susan,
        'Mei and I have made one list out of two. You will find it in your letter from the diabetes clinic this week.',
      ],
    ],
  },
  {
    group: 'edinburgh',
    subject: 'Tablets running out on Friday',
    patient: 'priya.smithjones',
    staff: ['tomasz.zielinski'],
    lines: [
      [
        '5h',
        'priya.smithjones',
        'Hi, my pharmacy says that they have no prescription from you for next month. I have tablets until Friday. Could you send it again please?',
      ],
    ],
    unread: { 'tomasz.zielinski': 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Your next appointment',
    patient: 'archibald.fraser',
    staff: [fiona],
    lines: [
      [
        '5d 9:10',
        fiona,
        'Dear Mr Fraser, your next clinic is on the first Monday of next month at 10. Because we have no e-mail address of yours we have sent you a letter as well.',
      ],
    ],
    unread: { 'archibald.fraser': 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Welcome to messages',
    patient: 'isla.mckenzie',
    staff: [fiona],
    lines: [
      [
        '3d 15:05',
        fiona,
        'Welcome, Isla. You can write to us here about anything that can wait a day or two. Please follow the link in the e-mail that we sent you, so that we know that your address is right.',
      ],
    ],
    unread: { 'isla.mckenzie': 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Blood test at the health centre',
    patient: 'duncan.boyle',
    staff: ['rajesh.iyer', fiona],
    lines: [
      [
        '7d 11:00',
        'rajesh.iyer',
        'Dear Mr Boyle, your health centre can take the next blood samples, so you need not come to us only for that. Fiona will send them the form. Please ring us if they do not offer you a time within two weeks.',
      ],
      [
        '6d 9:20',
        fiona,
        'The form has gone to the health centre. Your e-mail address has started to return our messages. Could you let us know the right one?',
      ],
    ],
    unread: { 'duncan.boyle': 2 },
  },
  {
    group: 'edinburgh',
    subject: 'Is swimming all right?',
    patient: 'sian.llewellyn',
    staff: ['callum.reid'],
    lines: [
      [
        '10d 18:45',
        'sian.llewellyn',
        'It is seven months now since the transplant and my friends want me to come swimming again. Is a public pool all right? And the sea?',
      ],
      [
        '9d 9:50',
        'callum.reid',
        'Seven months already! Dr Iyer and I both think that a clean public pool is fine for you now. Have a shower afterwards, and leave it out on days when you have a wound or feel unwell. For the sea, let us talk about which beach at your next visit.',
      ],
      ['9d 12:15', 'sian.llewellyn', 'I am so happy. Thank you Callum.'],
    ],
    archivedBy: ['callum.reid'],
  },
  {
    group: 'edinburgh',
    subject: 'Taxi did not come',
    patient: 'alasdair.macgillivray',
    staff: [fiona, 'grace.okafor'],
    lines: [
      [
        '2d 8:10',
        'alasdair.macgillivray',
        'The taxi did not come on Saturday and my son had to drive me. I was 40 minutes late and felt bad about keeping everybody waiting.',
      ],
      [
        '2d 9:30',
        fiona,
        'I am very sorry, Mr MacGillivray. You kept nobody waiting, that was ours to arrange. I have spoken to the company. From now on you can ring me directly on 0131 496 0120 if it is more than ten minutes late.',
      ],
      ['2d 9:55', 'grace.okafor', 'And your place is kept for you, even when the taxi is late.'],
    ],
    unread: { 'alasdair.macgillivray': 2 },
  },
]
