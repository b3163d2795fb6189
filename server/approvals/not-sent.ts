import { termOf } from '../findings/frame-pages';
import type { WholeFinding } from '../findings/finding-queries';
import { allMissing, hrefOf, sufficiencyOf } from '../findings/sufficiency';
import { isoDay } from '../http/dates';
import { page, type PageReply, type Visit } from '../http/route';
import { identityOf } from '../reviews/review-head';
import { submissionHindrances } from '../reviews/submission-hindrance';
import { lastStepWords, findingPath } from './step';

export interface NotSentPage {
  caption: string;
  title: string;
  hindrances: string[];
  missing: { text: string; href: string }[];
  /** Who decided what last, when that is why. */
  last: string;
  action: { text: string; href: string };
}

/** Why a finding was not sent, each thing that is missing a link to its place. */
export function notSentPage(visit: Visit<unknown>, whole: WholeFinding): PageReply {
  const path = findingPath(whole.review_id, whole.id);
  const open = whole.state === 'draft' || whole.state === 'returned';
  const model: NotSentPage = {
    caption: `${termOf(whole).One} ${whole.number}`,
    title: whole.content.statement || `This ${termOf(whole).one}`,
    hindrances: open
      ? submissionHindrances({ accredited: visit.actor.accredited, declared: whole.declared })
      : [],
    missing: open
      ? allMissing(sufficiencyOf(whole.content)).map((missing) => ({
          text: missing.message,
          href: hrefOf(path, missing),
        }))
      : [],
    last: open ? '' : lastStepWords(whole),
    action: { text: `Back to the ${termOf(whole).one}`, href: path },
  };
  return page('approvals/not-sent', `${termOf(whole).One} ${whole.number} was not sent`, model, {
    section: 'work',
    layout: {
      identity: identityOf(whole.head, isoDay(visit.house.now())),
      backLink: { text: termOf(whole).One, href: path },
      width: 'two-thirds',
    },
  });
}
