import type { FindingContent } from './finding-content';
import { lack, ORDER, type Missing } from './missing';
import {
  contextLacks,
  extentBegun,
  extentLacks,
  researchBegun,
  researchLacks,
  whyLacks,
} from './sufficiency-features';
import { questionsLack, statementLacks, tagsLack, textLacks } from './sufficiency-parts';

export { hrefOf, type Missing, type SectionSlug } from './missing';
export {
  DOES_NOT_FIT,
  findingTexts,
  isOneSentence,
  MOST_QUESTIONS,
  MOST_STATEMENT_WORDS,
  wordsOf,
} from './sufficiency-parts';

export type FeatureSlug = 'why' | 'extent' | 'context' | 'research';
export const FEATURES: readonly FeatureSlug[] = ['why', 'extent', 'context', 'research'];

export type FeatureState = 'not_started' | 'in_progress' | 'sufficient';
export interface Feature {
  state: FeatureState;
  missing: Missing[];
}

/** What a finding has and lacks. It is never a score (METHOD section 2). */
export interface Sufficiency {
  features: Record<FeatureSlug, Feature>;
  /** What the parts other than the four features lack. */
  others: Missing[];
  ready: boolean;
}

/** Judges a finding by METHOD sections 2 and 3. Pure: the page and the submission ask the same question. */
export function sufficiencyOf(content: FindingContent): Sufficiency {
  const features = {
    why: feature(content.rationales.length > 0, whyLacks(content)),
    extent: feature(extentBegun(content), extentLacks(content)),
    context: feature(content.factors.length > 0, contextLacks(content.factors)),
    research: feature(researchBegun(content), researchLacks(content)),
  };
  const others = [
    ...statementLacks(content),
    ...textLacks('issue', content.issue, 'What the issue is'),
    ...textLacks('manifestation', content.manifestation, 'How it showed in this case'),
    ...textLacks('matters', content.matters, 'Why it matters'),
    ...questionsLack(content.questions),
    ...tagsLack(content),
    ...(content.stage ? [] : [lack('stage', 'The stage of the child’s journey', 'stage')]),
  ];
  const ready = others.length === 0 && FEATURES.every((slug) => features[slug].state === 'sufficient');
  return { features, others, ready };
}

/** Everything that is missing, in the order in which the finding is written. */
export function allMissing({ features, others }: Sufficiency): Missing[] {
  const all = [...FEATURES.flatMap((slug) => features[slug].missing), ...others];
  return ORDER.flatMap((section) => all.filter((missing) => missing.section === section));
}

const feature = (begun: boolean, missing: Missing[]): Feature => ({
  state: missing.length === 0 ? 'sufficient' : begun ? 'in_progress' : 'not_started',
  missing,
});
