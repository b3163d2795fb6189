import { z } from 'zod';
import { LONG_TEXT, openChoice, text, version } from '../http/forms';
import { EXTENTS, type FindingContent } from './finding-content';
import { action, choiceInWords, formOf, type Values } from './fields';
import { reasonOf } from './section-pages';
import { sectionOf, type Section } from './sections';

export interface SectionForm {
  values: Values;
  version: number;
  action: 'save' | 'continue' | 'add';
}

/** The form of a section that keeps something with the finding itself. */
export function sectionForm(section: Section): z.ZodType<SectionForm> {
  return section.slug === 'extent' ? extentForm : formOf(section.fields);
}

const extent = openChoice(Object.keys(EXTENTS), 'Choose one of the answers, or leave it open');
const reason = (label: string) => text(label, { most: LONG_TEXT });
const [, , spread, prevalence] = sectionOf('extent').fields;

/** Two boxes for one column: the one that goes with the answer chosen is kept. */
const extentForm = z
  .object({
    extent: choiceInWords(EXTENTS),
    reason_case_specific: reason('The reason'),
    reason_not_known: reason('How the Board could find out'),
    /** Comes from the page for two people's words alone, where there is one box. */
    extent_reason: reason('The reason').optional(),
    spread: choiceInWords(spread?.kind === 'choice' ? spread.options : {}),
    prevalence: text(prevalence?.label ?? ''),
    version,
    action,
  })
  .transform(({ version: filledFrom, action: pressed, ...given }): SectionForm => {
    const chosen = extent.parse(given.extent) as FindingContent['extent'];
    const boxes = { case_specific: given.reason_case_specific, not_known: given.reason_not_known };
    return {
      values: {
        extent: chosen,
        extent_reason: given.extent_reason ?? reasonOf(chosen, boxes),
        spread: given.spread,
        prevalence: given.prevalence,
      },
      version: filledFrom,
      action: pressed,
    };
  });
