import { longDate } from '../http/dates';
import type { Link } from '../http/views';
import type { ReviewEvidence } from './evidence-count-queries';
import { stagesOf } from './method-words';
import type { MethodStages } from './method-stage-queries';
import type { ReviewCan } from './review-policy';
import type { WholeReview } from './review-queries';

interface Stage {
  text: string;
  now: boolean;
  done: boolean;
}

export interface StageTrack {
  stages: Stage[];
  said: string;
  change: Link | null;
}

/** The stages of a review's method with the one it is in; null for a method that names none. */
export function stageTrack(
  review: Pick<WholeReview, 'id'>,
  evidence: Pick<ReviewEvidence, 'stages' | 'stage'>,
  can: Pick<ReviewCan, 'declare'>,
): StageTrack | null {
  const names = stagesOf(evidence.stages);
  if (names.length === 0) return null;
  const stages = marked(names, evidence.stage?.stage);
  const told = evidence.stage && stages.some(({ now }) => now);
  return {
    stages,
    said: told
      ? `Said by ${evidence.stage?.by_name}, ${longDate(String(evidence.stage?.at))}.`
      : 'No one has said yet which of these the review is in.',
    change: can.declare
      ? {
          text: told ? 'Say that it has moved on' : 'Say where it is',
          href: `/reviews/${review.id}/method-stage`,
        }
      : null,
  };
}

function marked(names: readonly string[], current: string | undefined): Stage[] {
  const now = names.findIndex((name) => name === current);
  return names.map((text, index) => ({ text, now: index === now, done: index < now }));
}

export interface MethodStagePage {
  title: string;
  lead: string;
  stages: Stage[];
  form: { action: string; radios: object } | null;
  said: string[];
}

/** The page on which a lead reviewer says which stage of the method the review is in. */
export function methodStagePage(
  read: MethodStages,
  can: Pick<ReviewCan, 'declare'>,
  typed?: string,
  error?: { text: string },
): MethodStagePage {
  const names = stagesOf(read.stages);
  const current = names.includes(read.said[0]?.stage ?? '') ? read.said[0]?.stage : undefined;
  const value = typed ?? (current === undefined ? '' : String(names.indexOf(current) + 1));
  return {
    title: 'Where this method is',
    lead: `${read.name} goes through these stages. Which one the review is in is yours to say: nothing else in the workbench changes with it.`,
    stages: marked(names, current),
    form: can.declare
      ? {
          action: `/reviews/${read.id}/method-stage`,
          radios: {
            name: 'stage',
            idPrefix: 'stage',
            value,
            errorMessage: error,
            fieldset: {
              legend: {
                text: 'Which stage is the review in?',
                classes: 'govuk-fieldset__legend--m',
              },
            },
            items: names.map((text, index) => ({ value: String(index + 1), text })),
          },
        }
      : null,
    said: read.said.map(({ stage, by_name, at }) => `${stage}: ${by_name}, ${longDate(at)}`),
  };
}
