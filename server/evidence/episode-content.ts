import type { Field } from '../findings/fields';
import {
  FACTOR_LEVELS,
  WEIGHTS,
  type Factor,
  type FactorHeading,
  type FactorLevel,
} from '../findings/finding-content';
import type { MethodWords } from '../reviews/method-words';

/** A key practice episode as its pages need it (METHOD section 4). */
export interface Episode {
  id: string;
  number: number;
  title: string;
  /** First day, and the day after the last: the period is half open. */
  from: string;
  until: string;
  what_happened: string;
  appraisal: string;
  version: number;
  /** When any of it was last saved. */
  saved_at: string;
  withdrawn_at: string | null;
  withdrawn_why: string;
  withdrawn_by_name: string | null;
  views: TunnelView[];
  factors: EpisodeFactor[];
}

/** What could be seen then by one practitioner, without the outcome. */
export interface TunnelView {
  id: string;
  version: number;
  role_label: string;
  conversation_id: string | null;
  knew: string;
  thought: string;
  aimed: string;
  pressed: string;
  options: string;
}

export interface EpisodeFactor {
  id: string;
  version: number;
  heading: FactorHeading | null;
  level: FactorLevel | null;
  text: string;
  weight: Factor['weight'];
}

/** What an episode says in prose, each on a page of its own. */
export const EPISODE_TEXTS = {
  'what-happened': {
    kind: 'text',
    name: 'what_happened',
    label: 'What happened?',
    hint: 'The stretch of work as it went, in the order in which people lived it.',
    rows: 14,
  },
  appraisal: {
    kind: 'text',
    name: 'appraisal',
    label: 'How was the practice?',
    hint: 'What would good practice have looked like then, with what could be known then? What supported it, and what hindered it?',
    rows: 14,
  },
} as const satisfies Record<string, Field>;
export type EpisodeText = keyof typeof EPISODE_TEXTS;

export const EPISODE_PARTS = ['views', 'factors'] as const;
export type EpisodePart = (typeof EPISODE_PARTS)[number];
export const EPISODE_TABLES = { views: 'tunnel_view', factors: 'episode_factor' } as const;

/** Asked with a view, of the conversations there are; its answer is the id of one. */
export const CONVERSATION_FIELD = 'conversation_id';

/**
 * What is asked of a row of one of the episode's lists.
 * @param headings the headings of factors in the words of the review's method
 * @param conversations those that a view may rest on, by id
 */
export function partFields(
  part: EpisodePart,
  headings: Record<string, string>,
  conversations: Record<string, string> = {},
): Field[] {
  if (part === 'factors')
    return [
      { kind: 'text', name: 'text', label: 'What was the condition?', rows: 4 },
      { kind: 'choice', name: 'heading', label: 'Heading', options: headings, as: 'select' },
      {
        kind: 'choice',
        name: 'level',
        label: 'Level of the system',
        hint: 'From the bottom up. It gives the factor its place in the system picture.',
        options: FACTOR_LEVELS,
        as: 'select',
      },
      { kind: 'choice', name: 'weight', label: 'How much did it weigh?', options: WEIGHTS, as: 'radios' },
    ];
  return [
    {
      kind: 'line',
      name: 'role_label',
      label: 'Whose view is it?',
      hint: 'A practitioner by role, such as “Health visitor 1”.',
    },
    {
      kind: 'choice',
      name: CONVERSATION_FIELD,
      label: 'What does it rest on?',
      options: conversations,
      as: 'select',
    },
    { kind: 'text', name: 'knew', label: 'What could they know and see?', rows: 5 },
    { kind: 'text', name: 'thought', label: 'What did they take to be happening?', rows: 5 },
    { kind: 'text', name: 'aimed', label: 'What were they trying to do?', rows: 4 },
    { kind: 'text', name: 'pressed', label: 'What pressed on them?', rows: 4 },
    { kind: 'text', name: 'options', label: 'Which options did they see?', rows: 4 },
  ];
}

/** How a person calls a row of a list, in the words of the review's method. */
export function partNoun(part: EpisodePart, words: MethodWords) {
  return part === 'views' ? words.view_from_the_tunnel : words.contributory_factor;
}
