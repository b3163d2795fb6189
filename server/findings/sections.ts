import { EXTENTS, JOURNEY_STAGES, POLARITIES, SPREADS, type FindingContent } from './finding-content';
import type { Field, Values } from './fields';
import type { PartName } from './parts';
import { MOST_STATEMENT_WORDS, type SectionSlug } from './sufficiency';

/** A page of the finding: one part of METHOD section 3. */
export interface Section {
  slug: SectionSlug;
  /** As it is asked, in the field's words. */
  title: string;
  /** As it is called in lists. */
  name: string;
  /** Its key in seeds/data/prompts.json. */
  prompt: string;
  /** What it asks that is kept with the finding itself. */
  fields: readonly Field[];
  /** The list that belongs to it. */
  part?: PartName;
  /** What its list answers, as a heading above it. */
  listTitle?: string;
}

/** In the order in which a finding is written. */
export const SECTIONS: readonly Section[] = [
  {
    slug: 'statement',
    title: 'What is the pattern, in one sentence?',
    name: 'Statement',
    prompt: 'statement',
    fields: [
      {
        kind: 'text',
        name: 'statement',
        label: 'The statement',
        hint: 'One sentence that names an underlying pattern, not an event.',
        rows: 3,
        most: 2_000,
        words: MOST_STATEMENT_WORDS,
      },
      {
        kind: 'choice',
        name: 'polarity',
        label: 'What does the pattern do?',
        hint: 'Good practice is learning too.',
        options: POLARITIES,
        as: 'radios',
      },
    ],
  },
  {
    slug: 'issue',
    title: 'What is the issue?',
    name: 'What is the issue?',
    prompt: 'issue',
    fields: [
      {
        kind: 'text',
        name: 'issue',
        label: 'The pattern, as a general reader would understand it',
        rows: 12,
      },
    ],
  },
  {
    slug: 'manifestation',
    title: 'How did it show in this case?',
    name: 'How did it show in this case?',
    prompt: 'manifestation',
    fields: [
      {
        kind: 'text',
        name: 'manifestation',
        label: 'What happened, and when, that shows the pattern',
        hint: 'Use labels such as “Health visitor 1”, never a name.',
        rows: 12,
      },
    ],
  },
  {
    slug: 'why',
    title: 'Why did it make sense at the time?',
    name: 'Why it made sense',
    prompt: 'rationale',
    fields: [],
    part: 'rationales',
  },
  {
    slug: 'extent',
    title: 'Is it specific to this case, or wider?',
    name: 'This case or wider',
    prompt: 'extent',
    fields: [
      { kind: 'choice', name: 'extent', label: 'Specific or wider', options: EXTENTS, as: 'radios' },
      {
        kind: 'text',
        name: 'extent_reason',
        label: 'Why it could not recur, or how the Board could find out',
      },
      { kind: 'choice', name: 'spread', label: 'How far does it reach?', options: SPREADS, as: 'select' },
      {
        kind: 'line',
        name: 'prevalence',
        label: 'How many cases or people?',
        hint: 'For example, 14 of 20 files.',
      },
    ],
    part: 'extent_evidence',
    listTitle: 'How do you know?',
  },
  {
    slug: 'context',
    title: 'Which conditions shaped what people did?',
    name: 'The context',
    prompt: 'context',
    fields: [],
    part: 'factors',
  },
  {
    slug: 'research',
    title: 'What does the research say?',
    name: 'The research',
    prompt: 'research',
    fields: [
      {
        kind: 'line',
        name: 'search_where',
        label: 'Where you looked',
        hint: 'Databases, libraries or sites.',
      },
      { kind: 'line', name: 'search_terms', label: 'With which terms', most: 1_000 },
      { kind: 'date', name: 'search_on', label: 'On what date', hint: 'For example, 27 3 2012.' },
      { kind: 'text', name: 'search_found', label: 'What came closest, if anything', rows: 3 },
    ],
    part: 'references',
  },
  {
    slug: 'matters',
    title: 'Why does it matter?',
    name: 'Why does it matter?',
    prompt: 'matters',
    fields: [
      {
        kind: 'text',
        name: 'matters',
        label: 'What it does to the reliability of the multi-agency system',
        rows: 12,
      },
    ],
  },
  {
    slug: 'questions',
    title: 'What should the Board ask itself?',
    name: 'Questions for the Board',
    prompt: 'questions',
    fields: [],
  },
  {
    slug: 'tags',
    title: 'Where does it stand in the national typology?',
    name: 'Tags',
    prompt: 'tags',
    fields: [],
    part: 'tags',
  },
  {
    slug: 'stage',
    title: 'Where in the child’s journey did it show?',
    name: 'Stage of the child’s journey',
    prompt: 'stage',
    fields: [{ kind: 'choice', name: 'stage', label: 'Stage', options: JOURNEY_STAGES, as: 'radios' }],
  },
];

export function sectionOf(slug: SectionSlug): Section {
  const section = SECTIONS.find((candidate) => candidate.slug === slug);
  if (!section) throw new Error(`There is no section ${slug}`);
  return section;
}

/** The page after this one: the next section, and after the last the page to check it all. */
export function pageAfter(slug: SectionSlug): string {
  return SECTIONS[SECTIONS.findIndex((section) => section.slug === slug) + 1]?.slug ?? 'check';
}

/** Every field that is kept with the finding itself. */
export const FINDING_FIELDS: readonly Field[] = SECTIONS.flatMap(({ fields }) => fields);

/** The finding's own columns, as the forms name them. */
export function columnsOf(content: FindingContent): Values {
  return {
    statement: content.statement,
    polarity: content.polarity,
    issue: content.issue,
    manifestation: content.manifestation,
    extent: content.extent,
    extent_reason: content.extent_reason,
    spread: content.spread,
    prevalence: content.prevalence,
    search_where: content.search.where,
    search_terms: content.search.terms,
    search_on: content.search.on,
    search_found: content.search.found,
    matters: content.matters,
    stage: content.stage,
  };
}
