import type { PhraseBook } from './phrase-book.ts';

export const english: PhraseBook = {
  themes: {
    encounter: {
      good: [
        'The nurse listened and never looked at the clock.',
        'People here are kind, and it shows.',
        'My worry was taken seriously.',
        'They switched to English without my asking.',
        'I felt like a person, not a case.',
      ],
      bad: [
        'They talked about me as if I was not in the room.',
        'Nobody told me their name.',
        'The person at the desk was rude to an old man before me.',
        'I had the feeling that nobody believed me.',
        'The doctor looked at the screen the whole time.',
      ],
    },
    waiting: {
      good: [
        'I was called in almost at once.',
        'They found me a time in the same week.',
        'Everything ran on time.',
      ],
      bad: [
        'I waited more than an hour and nobody said why.',
        'The next free time is two months away.',
        'My appointment was moved for the third time.',
        'One desk open and twenty people waiting.',
      ],
    },
    information: {
      good: [
        'I left with a paper that says what happens next.',
        'The medicines were explained so that I understood.',
        'They told me my choices and let me choose.',
      ],
      bad: [
        'The letter came in Finnish only.',
        'I still do not know whom to call about my results.',
        'Two people gave me two different answers.',
        'No one mentioned what the visit costs.',
      ],
    },
    reaching: {
      good: ['They called me back within half an hour.', 'One call was enough to change my appointment.'],
      bad: [
        'The promised call never came.',
        'I was passed on to four people about one thing.',
        'The line was busy three mornings in a row.',
      ],
    },
    premises: {
      good: ['The new building is bright and easy to find.', 'The waiting room was calm and clean.'],
      bad: [
        'The signs lead to the wrong floor.',
        'The lift was out of order.',
        'In the lobby everybody hears your business.',
      ],
    },
    continuity: {
      good: ['I have had the same worker all along.', 'What we agreed last time had really been done.'],
      bad: [
        'A new person every time, and I start from the beginning.',
        'My worker changed and nobody told me.',
        'The follow-up was forgotten until I asked.',
      ],
    },
    digital: {
      good: [
        'It was all settled by message.',
        'Booking online was easy.',
        'The video appointment worked well.',
      ],
      bad: [
        'The app threw me out in the middle of the form.',
        'Not everybody has bank codes.',
        'My message was answered after three weeks.',
      ],
    },
    decision: {
      good: ['The decision gave its reasons in plain words.', 'My wishes were written into the plan.'],
      bad: [
        'The decision did not say why I was refused.',
        'They asked for the same papers three times.',
        'The plan was ready before anybody asked me.',
      ],
    },
    everyday: {
      good: [
        'The food is good and there is enough of it.',
        'My mother gets outdoors nearly every day.',
        'There is something to do besides sitting.',
      ],
      bad: [
        'The food was cold.',
        'There is not enough staff to take people outdoors.',
        'Clothes get lost in the laundry.',
      ],
    },
    emergency: {
      good: [
        'Help was there within minutes and somebody kept talking to me.',
        'The crew knew what they were doing and told us as they went.',
      ],
      bad: ['I had to repeat the address several times.', 'Afterwards nobody told us who mends the door.'],
    },
  },
  short: {
    good: ['Thank you!', 'Great service.', 'All went well.', 'Keep it up.', 'Lovely staff.'],
    bad: ['Does not work.', 'Disappointed.', 'Too long a wait.', 'Nobody listened.'],
  },
  openers: {
    good: [
      'This was my second visit.',
      'I was a little afraid beforehand.',
      'Writing on behalf of my child.',
      'I moved to Helsinki last year.',
    ],
    bad: ['I have been coming here for years.', 'This is not the first time.', 'I rarely complain.'],
  },
  turns: ['On the other hand:', 'One thing still bothers me.', 'Something could be better.'],
  closers: {
    good: ['Warm thanks to everyone.', 'This is how it should be.', 'I would come again.'],
    bad: ['I hope somebody reads this.', 'Please get more staff.', 'Please put this right.'],
  },
  questions: [
    'When will the evening clinic open again?',
    'Can I cancel by text message?',
    'Where do I see how long the queue is now?',
    'May I bring a friend to interpret?',
  ],
};
