/** What Lionel Campbell has written about, and with whom. */
import type { Story } from './story.ts'

const lionel = 'lionel.campbell'
const susan = 'susan.turner'
const aileen = 'aileen.drummond'

export const lionelsStories: Story[] = [
  {
    group: 'edinburgh',
    subject: 'Which cheeses can I have?',
    patient: lionel,
    staff: [susan],
    lines: [
      [
        '4d 9:40',
        lionel,
        'Dear Susan\n\nMy daughter is coming for the weekend and she always brings cheese. You told me to go easy on it because of the phosphate. Are there some that are better than others? I do not want to spoil her present.\n\nThank you\nLionel',
      ],
      [
        '4d 14:25',
        susan,
        'Hello Lionel\n\nHow nice that she is coming. You do not have to say no. Cream cheese, ricotta and cottage cheese have less phosphate than hard cheese or processed slices. A piece of hard cheese the size of a matchbox is fine as part of a meal, with your binders taken as you usually do.\n\nEnjoy the weekend\nSusan',
      ],
      ['4d 15:10', lionel, 'That is a relief. Thank you for answering so quickly.'],
      [
        '1d 11:05',
        susan,
        'You are welcome. I have put the leaflet about dairy foods in the post for you. Shall we look at your food diary together at your clinic visit next month?',
      ],
    ],
    unread: { [lionel]: 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Deliveries while the lift is broken',
    patient: lionel,
    staff: [aileen, 'niamh.odonnell', 'fiona.macleod'],
    lines: [
      [
        '9d 10:02',
        lionel,
        'The lift in our building is out of order again, and I am on the third floor. The driver left all the boxes in the hall last time and a neighbour carried them up for me. Is there anything you can do for the next delivery?',
      ],
      [
        '9d 11:45',
        aileen,
        'I am sorry, that is the last thing you need. I will ask the delivery company to bring the boxes to your door. They can do that if we tell them three days before. When is your next delivery?',
      ],
      ['9d 12:20', lionel, 'Next Thursday, between 8 and 12.'],
      { when: '8d 9:15', added: 'niamh.odonnell', by: aileen },
      [
        '8d 9:18',
        aileen,
        'I have added Niamh, our social worker, because she knows whom to speak to at the housing association. The delivery company has a note now for Thursday.',
      ],
      [
        '8d 13:50',
        'niamh.odonnell',
        'Hello Mr Campbell. I rang the housing association. The part for the lift has been ordered and they expect to repair it by the end of next week. I have asked them to put you on the list of people who must be told when it is out of order. Please tell me if nobody has been in touch by Friday.',
      ],
      ['7d 10:30', lionel, 'They rang me this morning. That has never happened before! Thank you both very much.'],
      { when: '3d 9:00', added: 'fiona.macleod', by: aileen },
      [
        '3d 9:05',
        aileen,
        'Just to let you know that I am on leave from Monday for a week. Fiona in the unit office will see your messages here. Did the boxes come up all right?',
      ],
      [
        '2h',
        lionel,
        'They did, both men carried them right into the bedroom. The lift works again too. Have a good holiday, Aileen.',
      ],
    ],
    unread: { [aileen]: 1, 'niamh.odonnell': 2, 'fiona.macleod': 1 },
  },
  {
    group: 'edinburgh',
    subject: 'Travelling to my sister in Inverness',
    patient: lionel,
    staff: [aileen],
    lines: [
      [
        '38d 10:10',
        lionel,
        'Hello Aileen, my sister turns 70 on the 20th and I would love to go to Inverness for four days. Is that possible with the exchanges, and how would I get the bags there?',
      ],
      [
        '38d 15:31',
        aileen,
        'Of course you can go. We can have everything delivered to your sister. Would you send me her address and a telephone number for the driver?',
      ],
      [
        '37d 9:02',
        lionel,
        'She is at 12 Example Terrace, Inverness. Telephone 01632 960 321. There is a step at the door but no stairs.',
      ],
      [
        '37d 11:40',
        aileen,
        'Thank you. The delivery will be there the day before you arrive. Please take supplies for two days with you all the same, in case the train is late. Do you have a clean place there for the exchanges?',
      ],
      [
        '37d 13:15',
        lionel,
        'The spare room is very clean, my sister sees to that. Two days of bags is quite heavy though.',
      ],
      [
        '37d 16:20',
        aileen,
        'It is. Would one day with you and one day sent to the station hotel be easier? Or could somebody travel with you?',
      ],
      ['36d 9:12', lionel, 'My nephew can come along, he is at home that week.'],
      [
        '36d 10:05',
        aileen,
        'Perfect. Then please take two days. I have written a letter for the train company, so that they know that you carry medical supplies. It will be in reception from tomorrow, or I can post it.',
      ],
      ['36d 10:40', lionel, 'I am in for the clinic on Thursday and will pick it up.'],
      ['34d 14:00', aileen, 'Did you find the letter?'],
      ['33d 9:30', lionel, 'Yes, thank you, Margaret at reception had it ready.'],
      [
        '29d 10:00',
        lionel,
        'One more question. The exchange that I normally do at 1 o’clock falls into the birthday lunch. Can I do it later?',
      ],
      [
        '29d 11:10',
        aileen,
        'Yes. A few hours later is fine for one day. Keep to the number of exchanges that is in your plan, and carry on as usual the next day.',
      ],
      ['29d 11:32', lionel, 'Good, then I can hear the speeches. Or is that a reason to leave early?'],
      ['29d 13:00', aileen, 'I will not put either in writing.'],
      ['25d 9:45', lionel, 'The delivery company says the order is for three days, not four.'],
      [
        '25d 10:30',
        aileen,
        'Thank you for checking. I have just rung them: it is four now. They will send you a text message to confirm.',
      ],
      ['25d 12:05', lionel, 'The text message came. Four days.'],
      ['22d 15:50', lionel, 'We leave tomorrow at 9. Everything is packed. I feel like a young man.'],
      [
        '22d 16:10',
        aileen,
        'Have a lovely time. If something goes wrong with the supplies, ring the unit. At night and at weekends ring the out of hours number on your card, please do not wait for an answer here.',
      ],
      ['21d 17:20', lionel, 'We have arrived and the boxes were here. All well.'],
      ['20d 9:15', aileen, 'I am glad to hear it.'],
      ['17d 10:00', lionel, 'Back home. It was a wonderful party, I danced twice.'],
      ['17d 10:55', aileen, 'Only twice? Welcome back. Was there anything that we should do differently next time?'],
      ['17d 12:30', lionel, 'Only the step at the door, with the boxes. And a smaller cake.'],
      [
        '17d 13:40',
        aileen,
        'I have noted the step. Please bring your record of the exchanges to the clinic, we will go through it together.',
      ],
      [
        '15d 10:20',
        lionel,
        'Here is a short summary of the record, so that I do not forget:\n\nDay 1: all done, the last one an hour late\nDay 2: all done, lunch one at 4 o’clock\nDay 3: all done\nDay 4: all done, the last one at home',
      ],
      ['15d 14:05', aileen, 'That is very clear, thank you. Nothing there that worries me.'],
      ['15d 14:30', lionel, 'Thank you for everything, Aileen. My sister says she would like to adopt you.'],
      ['15d 15:00', aileen, 'Please tell her happy birthday from all of us.'],
    ],
    archivedBy: [lionel],
  },
  {
    group: 'edinburgh',
    subject: 'Clinic on the 14th',
    patient: lionel,
    staff: ['fiona.macleod'],
    lines: [
      [
        '60d 9:20',
        'fiona.macleod',
        'Dear Mr Campbell, Dr Iyer’s clinic on the 14th starts an hour later than usual. Your new time is 11.15. Please tell me if that does not suit you and we will find another.',
      ],
      ['60d 18:02', lionel, '11.15 is fine.'],
    ],
    archivedBy: [lionel, 'fiona.macleod'],
  },
]
