import { count } from '../http/dates';
import { crosswalkGaps, namedInVain, publicationGaps, type Gap } from './crosswalk-gaps';
import { draftCategoryHref, draftHref, stepHref } from './draft-form-parts';
import { changesOf, marksOf, type DraftChange } from './draft-marks';
import { otherOrder } from './draft-order';
import { longList } from './draft-words';
import { childrenOf, DOES_NOT_FIT, stepFrom, type Draft, type DraftCategory } from './draft-model';
import type { DraftRow, Effect } from './draft-queries';
import { filesOf } from './edition-pages';
import { CHANGES } from './crosswalk-pages';
import { categoryHref, type TreeNode } from './typology-pages';

interface Link {
  text: string;
  href: string;
}

/** views/typology/draft */
export interface DraftPage {
  title: string;
  caption: string;
  note: string;
  /** What the changes do to what is coded, in sentences. */
  effect: string[];
  changes: ChangeRow[];
  added: { text: string; href: string; detail: string }[];
  addedMore: number;
  nodes: TreeNode[];
  /** Whether each category of the older edition has its step. */
  walked: boolean;
  /** What keeps it from being published: the first of it, and where the rest is. */
  gaps: GapLine[];
  /** What is worth a look and keeps nothing from being published. */
  prompts: GapLine[];
  more: { text: string; href: string } | null;
  links: Record<'add' | 'crosswalk' | 'description' | 'publication' | 'removal', string>;
  files: Link[];
}
/** What is missing, with the page where it is mended. */
export interface GapLine {
  words: string;
  href: string | null;
  link: string;
}
export interface ChangeRow {
  name: string;
  code: string;
  words: string;
  reason: string;
  findings: string;
  reviews: string;
  becomes: string;
  href: string;
  back: string;
}

const BECOMES: Record<DraftChange['kind'], string> = {
  follow: 'Follow by themselves',
  again: 'Wait to be coded again',
  behind: 'Stay behind',
};

/** Which older categories each kind of change touches: what the effect is counted by. */
export function touched(draft: Draft): Record<DraftChange['kind'], string[]> {
  const changes = changesOf(draft);
  const codes = (kind: DraftChange['kind']): string[] =>
    changes.filter((change) => change.kind === kind).map(({ from }) => from.code);
  return { follow: codes('follow'), again: codes('again'), behind: codes('behind') };
}

/** So many gaps are named on the page of the draft; the page before its publication has all. */
const FEW = 5;
/** Of more new categories than these the rest is counted, and parts are not opened for them. */
const MANY = 20;

/** The draft as a tree, with what changed against the edition in force and what that does. */
export function draftPage(draft: DraftRow, effect: Effect): DraftPage {
  const href = draftHref(draft.code);
  const gaps = publicationGaps(draft);
  const fresh = draft.categories.filter((category) => marksOf(draft, category).includes('new'));
  return {
    title: `Edition ${draft.code}`,
    caption: `Draft, based on edition ${draft.base}`,
    note: draft.note,
    effect: effectWords(draft, effect),
    changes: changesOf(draft).map((change) => changeRow(draft, effect, change)),
    added: fresh.slice(0, MANY).map((category) => ({
      text: category.name,
      href: draftCategoryHref(draft.code, category.code),
      detail: category.code,
    })),
    addedMore: Math.max(0, fresh.length - MANY),
    nodes: treeOf(draft, null, fresh.length <= MANY),
    walked: gaps.every(({ lacks }) => lacks !== 'step'),
    gaps: gapLinks(draft, gaps.slice(0, FEW)),
    prompts: promptsOf(draft),
    more: gaps.length > FEW ? { text: `and ${gaps.length - FEW} more`, href: `${href}/publication` } : null,
    links: {
      add: `${href}/categories/new`,
      crosswalk: `${href}/crosswalk`,
      description: `${href}/description`,
      publication: `${href}/publication`,
      removal: `${href}/removal`,
    },
    files: filesOf(draft.code, true),
  };
}

function treeOf(draft: Draft, parent: string | null, opens: boolean): TreeNode[] {
  return draft.categories
    .filter((category) => category.parent === parent)
    .map((category) => {
      const children = treeOf(draft, category.code, opens);
      return {
        text: category.name,
        href: draftCategoryHref(draft.code, category.code),
        linkText: 'Change this part',
        detail: category.definition || 'It has no definition yet.',
        count: [category.code, ...marksOf(draft, category)].join(' · '),
        open: opens && subtree(draft, category).some((one) => marksOf(draft, one).length > 0),
        children,
      };
    });
}

const subtree = (draft: Draft, category: DraftCategory): DraftCategory[] => [
  category,
  ...childrenOf(draft.categories, category.code),
];

const findings = (number: number): string => count(number, 'finding');

/** What follows, what waits and what stays, in words; the numbers are of findings, each once. */
export function effectWords(draft: Draft, { groups, writing }: Effect): string[] {
  const { follow, again, behind } = touched(draft);
  const changed = [...follow, ...again, ...behind];
  const order = otherOrder(draft);
  const said = (group: keyof Effect['groups']): string =>
    `${findings(groups[group].findings)} in ${count(groups[group].reviews, 'review')}`;
  // Words alone that changed wait for no one.
  const told = changed.filter((code) => stepFrom(draft, code)?.change !== 'same');
  const written = told.reduce((sum, code) => sum + (writing[code] ?? 0), 0);
  return [
    ...(changed.length === 0
      ? [
          `${order.length > 0 ? 'No category' : 'Nothing'} of edition ${draft.base} is changed yet: everything that is coded would be carried over.`,
        ]
      : []),
    ...(follow.length > 0 ? [`${said('follow')} would follow by themselves.`] : []),
    ...(again.length > 0
      ? [`${said('again')} would wait to be coded again by a person, and be undecided until then.`]
      : []),
    ...(behind.length > 0 ? [`${said('behind')} would stay in edition ${draft.base}.`] : []),
    ...(groups.answered.findings > 0
      ? [
          `${said('answered')} fitted nowhere and ${groups.answered.findings === 1 ? 'was' : 'were'} answered with a category of this edition: ${groups.answered.findings === 1 ? 'it' : 'they'} would wait to be coded again by a person.`,
        ]
      : []),
    ...(order.length > 0 ? [`In another order than in edition ${draft.base}: ${longList(order)}.`] : []),
    ...(written > 0
      ? [
          `${count(written, 'tag')} of findings that are being written ${written === 1 ? 'carries' : 'carry'} a changed category: their reviewers read of it in their work once the edition is in force.`,
        ]
      : []),
  ];
}

function changeRow(
  draft: Draft,
  { categories }: Effect,
  { from, words, kind, reason }: DraftChange,
): ChangeRow {
  const own = categories[from.code];
  return {
    name: from.name,
    code: from.code,
    words,
    reason,
    findings: (own?.findings ?? 0).toLocaleString('en-GB'),
    reviews: (own?.reviews ?? 0).toLocaleString('en-GB'),
    becomes: BECOMES[kind],
    href: stepHref(draft.code, from.code),
    back: `${stepHref(draft.code, from.code)}/return`,
  };
}

/** views/typology/draft-crosswalk */
export interface DraftCrosswalkPage {
  title: string;
  caption: string;
  complete: boolean;
  gaps: GapLine[];
  base: string;
  code: string;
  rows: { from: Link; part: boolean; change: string; to: Link[]; reason: string; mend: string | null }[];
}

/** What became of each category of the edition in force, and what is missing. */
export function draftCrosswalkPage(draft: Draft): DraftCrosswalkPage {
  const gaps = crosswalkGaps(draft);
  return {
    title: 'Crosswalk',
    caption: `Edition ${draft.base} to edition ${draft.code}, draft`,
    complete: gaps.length === 0,
    gaps: gapLinks(draft, gaps),
    base: draft.base,
    code: draft.code,
    rows: draft.baseCategories.map((from) => {
      const step = stepFrom(draft, from.code);
      return {
        from: { text: from.name, href: categoryHref(draft.base, from.code) },
        part: from.parent === null,
        change: step ? CHANGES[step.change] : 'No step yet',
        to: draft.categories
          .filter(({ code }) => step?.to.includes(code))
          .map(({ code, name }) => ({ text: name, href: draftCategoryHref(draft.code, code) })),
        reason: step?.reason ?? '',
        mend: from.code === DOES_NOT_FIT ? null : stepHref(draft.code, from.code),
      };
    }),
  };
}

const MENDING: Record<Gap['lacks'], string> = {
  step: 'Say what became of it',
  definition: 'Write its definition',
  named: 'Change its words',
};

/** What is worth a look before a draft is published, each with the page where it is mended. */
export const promptsOf = (draft: Draft): GapLine[] => gapLinks(draft, namedInVain(draft).slice(0, FEW));

/** Problems of a draft, each with the page where it is mended. */
export function gapLinks(draft: Draft, gaps: readonly Gap[]): GapLine[] {
  return gaps.map(({ lacks, words, mend }) => ({
    words,
    link: MENDING[lacks],
    href:
      mend === null
        ? null
        : 'step' in mend
          ? stepHref(draft.code, mend.step)
          : draftCategoryHref(draft.code, mend.category),
  }));
}
