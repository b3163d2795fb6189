import { withdrawnIn, type Withdrawn } from '../evidence/pointer-pages';
import { longDate } from '../http/dates';
import type { Content } from '../http/views';
import type { FindingContent } from './finding-content';
import type { WholeFinding } from './finding-queries';
import { addressOf, commentsOn, MARKS, returnedWith, savedAt, termOf, type Comment } from './frame-pages';
import { columnsOf, SECTIONS, type Section } from './sections';
import { FEATURES, allMissing, sufficiencyOf, type FeatureState, type Sufficiency } from './sufficiency';

export interface OverviewPage {
  returned: (Comment & { said: string }) | null;
  /** Evidence that it rests on and that was withdrawn since. */
  withdrawnHeading: string;
  withdrawn: Withdrawn[];
  /** The page with all that it rests on; null while it rests on nothing. */
  evidence: { text: string; href: string } | null;
  picture: { text: string; href: string };
  tasks: { title: { text: string }; href: string; hint?: { text: string }; status: { content: Content } }[];
  check: { href: string; text: string };
  savedAt: string;
  /** What was sent so far, frozen; the latest first. */
  versions: { text: string; href: string; detail: string; digest: string }[];
}

const VERSION_STATES: Record<string, string> = {
  submitted: 'with the chair',
  returned: 'returned for changes',
  withdrawn: 'taken back',
  superseded: 'replaced by a later version',
};

/** The finding for its writers: every part with its state, in the order in which it is written. */
export function overviewPage(whole: WholeFinding, now: Date): OverviewPage {
  const judged = sufficiencyOf(whole.content);
  return {
    returned: returnedWith(whole),
    withdrawnHeading: `Evidence that this ${termOf(whole).one} rests on was withdrawn`,
    withdrawn: withdrawnIn(whole),
    picture: {
      text: `The system picture of this ${termOf(whole).one}`,
      href: `${addressOf(whole)}/system-picture`,
    },
    evidence:
      whole.content.pointers.length > 0
        ? {
            text: `All the evidence that this ${termOf(whole).one} rests on`,
            href: `${addressOf(whole)}/evidence`,
          }
        : null,
    tasks: SECTIONS.map((section) => {
      const comments = commentsOn(whole, section).length;
      return {
        title: { text: section.name },
        href: `${addressOf(whole)}/${section.slug}`,
        hint: comments > 0 ? { text: comments === 1 ? '1 comment' : `${comments} comments` } : undefined,
        status: {
          content: {
            view: 'components/state-mark',
            page: { state: MARKS[stateOf(whole.content, judged, section)] },
          },
        },
      };
    }),
    check: nextStep(whole, judged),
    savedAt: savedAt(whole, now),
    versions: versionsOf(whole),
  };
}

/** What to do next: begin, see what is missing, or send it. */
function nextStep(whole: WholeFinding, judged: Sufficiency): OverviewPage['check'] {
  const begun = SECTIONS.some((section) => stateOf(whole.content, judged, section) !== 'not_started');
  if (!begun) return { href: `${addressOf(whole)}/statement`, text: 'Begin: the statement' };
  return {
    href: `${addressOf(whole)}/check`,
    text: judged.ready ? 'Check and send to the chair' : 'Check what is there and what is missing',
  };
}

function versionsOf(whole: WholeFinding): OverviewPage['versions'] {
  return whole.versions.toReversed().map(({ number, state, submitted_at, approved_at, sha256 }) => {
    const standing = [
      ...(approved_at ? [`approved on ${longDate(approved_at)}`] : []),
      ...(VERSION_STATES[state] ? [VERSION_STATES[state]] : []),
    ];
    return {
      text: `Version ${number}`,
      href: `${addressOf(whole)}?version=${number}`,
      detail: [`Sent on ${longDate(submitted_at)}`, ...standing].join(', '),
      digest: sha256.slice(0, 12),
    };
  });
}

/** The state of a section: a feature's own, or whether the section lacks something and whether it was begun. */
export function stateOf(content: FindingContent, judged: Sufficiency, section: Section): FeatureState {
  const feature = FEATURES.find((slug) => slug === section.slug);
  if (feature) return judged.features[feature].state;
  if (!allMissing(judged).some((missing) => missing.section === section.slug)) return 'sufficient';
  const values = columnsOf(content);
  const begun =
    section.fields.some(({ name }) => Boolean(values[name])) ||
    (section.slug === 'tags' && content.tags.length > 0) ||
    (section.slug === 'questions' && content.questions.length > 0);
  return begun ? 'in_progress' : 'not_started';
}
