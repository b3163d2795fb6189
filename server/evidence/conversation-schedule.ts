import { FACTOR_HEADINGS } from '../findings/finding-content';
import type { Field } from '../findings/fields';

export type About = 'practitioner' | 'family';

/** A column of the conversation itself that holds notes, in the order of the schedule (METHOD section 4). */
export type PartName = 'purpose' | 'part' | 'went_well' | 'other_accounts' | 'would_change';

/** A part of the schedule: what it is called, and what one asks, in the words in which one would ask it. */
export interface Part {
  title: string;
  /** Read by whoever holds the conversation; never a form to be filled in before the person. */
  ask: readonly string[];
}

export interface Schedule {
  parts: Record<PartName, Part>;
  turning: Part & { one: string; add: string; none: string };
  factors: Part & { one: string; add: string; none: string };
  turningFields: readonly Field[];
  factorFields: readonly Field[];
}

const rows = (name: string, label: string, hint?: string): Field => ({
  kind: 'text',
  name,
  label,
  hint,
  rows: 3,
});
const happenedOn: Field = {
  kind: 'date',
  name: 'happened_on',
  label: 'When was it?',
  hint: 'Leave it open when it is not known to the day.',
};

const practitioner: Schedule = {
  parts: {
    purpose: {
      title: 'Purpose and confidentiality',
      ask: [
        'We want to see the work as you saw it then. We are not here to judge it.',
        'This is who will read the notes, how you will be called in them, and what would have to go further.',
        'Afterwards you will see what we wrote, and can put it right.',
      ],
    },
    part: {
      title: 'Your part in what happened',
      ask: [
        'How did you come to know this family, and over what time?',
        'Tell it in your own order. I will listen first and ask later.',
        'Which days stay in your mind?',
      ],
    },
    went_well: {
      title: 'What went well, and why',
      ask: ['What are you glad that you did?', 'What made that possible?', 'Who or what helped?'],
    },
    other_accounts: {
      title: 'Questions from the other accounts',
      ask: [
        'Someone else remembers this differently. How was it for you?',
        'What did you learn only later, from others?',
        'What would you like to ask them?',
      ],
    },
    would_change: {
      title: 'What you would change',
      ask: [
        'If you could change one thing about how the work is arranged, what would it be?',
        'What would have made the other course the easy one?',
        'What should we ask that we have not?',
      ],
    },
  },
  turning: {
    title: 'Turning points',
    one: 'Turning point',
    add: 'Add a turning point',
    none: 'The moments at which things could have gone another way: a visit, a call, a decision, or something that was not done. Take them one at a time, and ask what was in mind then.',
    ask: [
      'Take me back to that day. Where were you, and what had just happened?',
      'Stay with what you knew then. What came out later can wait.',
      'What else was on your desk?',
      'Was any part of you uneasy? What did you do with that?',
      'What else could you have done, as it looked then? What spoke against it?',
    ],
  },
  factors: {
    title: 'What shaped it',
    one: 'Factor',
    add: 'Add a factor',
    none: 'The conditions that made it more likely to go the way it went: in the family, in the work, in the team, between agencies, above them. Put the heaviest first.',
    ask: [
      'What made this hard to do well?',
      'Would it have been the same on another day, in another team?',
      'Which of these weighed most?',
    ],
  },
  turningFields: [
    {
      kind: 'line',
      name: 'moment',
      label: 'What was the moment?',
      hint: 'In a few words, such as “The second home visit”.',
    },
    happenedOn,
    rows('thought', 'What did you think was happening?'),
    rows('forefront', 'What was at the front of your mind?'),
    rows('pressed', 'What else pressed on you?'),
    rows('concerns', 'What concerned you, or pulled you two ways?'),
    rows('aim', 'What were you aiming for?'),
    rows('options', 'Which options did you see?'),
  ],
  factorFields: [
    { kind: 'choice', name: 'heading', label: 'Heading', options: FACTOR_HEADINGS, as: 'select' },
    rows('text', 'What was it, and how did it weigh?'),
  ],
};

const family: Schedule = {
  parts: {
    purpose: {
      title: 'Why we are talking, and who will see this',
      ask: [
        'We would like to understand what it was like for you and your family.',
        'You choose what you tell us, and you can stop at any time.',
        'This is who will read it, and how you will be called in it.',
      ],
    },
    part: {
      title: 'In your own words',
      ask: [
        'Where would you like to begin?',
        'Tell us about the child: what were they like?',
        'Who came into your lives in that time, and how was that?',
      ],
    },
    went_well: {
      title: 'What helped',
      ask: ['Was there someone whom you could turn to?', 'What did they do that made a difference?'],
    },
    other_accounts: {
      title: 'What you would like to ask, or to have answered',
      ask: [
        'Is there something that you were never told?',
        'The records say this. How do you remember it?',
        'What would you like us to find out?',
      ],
    },
    would_change: {
      title: 'What you would like to be different',
      ask: [
        'What would have made things easier to ask for, or to accept?',
        'What would you want for another family?',
      ],
    },
  },
  turning: {
    title: 'Moments that stay with you',
    one: 'Moment',
    add: 'Add a moment',
    none: 'Days or meetings that the family speaks of, in the words they use. There need not be any.',
    ask: ['Is there a day that you often think of?', 'What was that like for you, and for the child?'],
  },
  factors: {
    title: 'What made things harder or easier',
    one: 'Thing',
    add: 'Add something that made things harder or easier',
    none: 'What weighed on the family, or took weight off: at home, with money, with health, with the services. Put first what they say mattered most.',
    ask: ['What made it harder in that time?', 'What would have taken some of the weight off?'],
  },
  turningFields: [
    {
      kind: 'line',
      name: 'moment',
      label: 'What was it?',
      hint: 'In their words, such as “The day they came to the school”.',
    },
    happenedOn,
    rows('thought', 'What was happening, as you saw it?'),
    rows('forefront', 'What mattered most to you then?'),
    rows('pressed', 'What else was going on for you?'),
    rows('concerns', 'What worried you?'),
    rows('aim', 'What did you hope for?'),
    rows('options', 'What could you have done, or asked for?'),
  ],
  factorFields: [
    { kind: 'choice', name: 'heading', label: 'Where it belongs', options: FACTOR_HEADINGS, as: 'select' },
    rows('text', 'What was it?'),
  ],
};

const SCHEDULES: Record<About, Schedule> = { practitioner, family };

export const scheduleFor = (about: About): Schedule => SCHEDULES[about];

/** In the order in which they are asked; the turning points and the factors stand after the second. */
export const PART_NAMES: readonly PartName[] = [
  'purpose',
  'part',
  'went_well',
  'other_accounts',
  'would_change',
];

/** What is explained comes before consent; the rest is the person's own account and is kept only with it. */
export const isAccount = (part: PartName): boolean => part !== 'purpose';

/** How the places of a record are addressed, by pointers and on the page. */
export const anchorOf = {
  turning: (id: string): string => `turning-point-${id}`,
  factor: (id: string): string => `factor-${id}`,
};
