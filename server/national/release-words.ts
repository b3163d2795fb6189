/** What stands round the figures of a release in every file and on its page. Pure. */
import { longDate } from '../http/dates';
import { hiddenMeans, type Setting } from './figures-files';
import type { ReleaseFigures } from './release-figures';
import { ORIGIN_WORDS } from './release-settings';

/** Who publishes: named in the citation and in the data package. */
export const PUBLISHER = 'Systems review workbench, national team';

/** Who decides on reuse: no licence is stated, for the figures' publisher has granted none. */
export const REUSE = 'Questions about reuse of the figures are answered by the national team.';

/** Where a release is on the web. */
export function releaseAddress(publicUrl: string, number: number): string {
  return `${publicUrl.replace(/\/$/, '')}/releases/${number}`;
}

/** The settings and conditions of the figures, as every file and the page state them (METHOD section 8). */
export function settingsOfRelease(figures: ReleaseFigures): Setting[] {
  const { threshold } = figures;
  return [
    { name: 'Release', text: `${figures.number}: ${figures.title}` },
    { name: 'Figures', text: 'Distinct reviews: a review is counted once in each figure' },
    { name: 'Reviews', text: ORIGIN_WORDS[figures.origin] },
    { name: 'Dates', text: `Published or approved before ${longDate(figures.before)}` },
    { name: 'Typology edition', text: figures.edition },
    { name: 'Disclosure threshold', text: String(threshold) },
    { name: 'Hidden figures', text: `${hiddenMeans(threshold)} x: there is no such figure.` },
    { name: 'Date of the data', text: longDate(figures.as_of) },
    { name: 'Audit head', text: figures.audit_head },
    ...(figures.corrects === null
      ? []
      : [{ name: `Corrects release ${figures.corrects}`, text: figures.what_changed }]),
    { name: 'Caution', text: figures.caution },
  ];
}

/** How the release is cited. */
export function citation(figures: ReleaseFigures, publicUrl: string): string {
  const { number, title, as_of, edition } = figures;
  return `${PUBLISHER} (${as_of.slice(0, 4)}). ${title}. Release ${number}, data of ${longDate(as_of)}, typology edition ${edition}. ${releaseAddress(publicUrl, number)}`;
}

/** Where the figures come from, as the data package names it. */
export const CITED_SOURCES: Record<ReleaseFigures['origin'], { title: string }[]> = {
  published: [{ title: 'Published reports of reviews, coded by the national team' }],
  workbench: [{ title: 'Findings of reviews that a Board has approved' }],
  both: [
    { title: 'Published reports of reviews, coded by the national team' },
    { title: 'Findings of reviews that a Board has approved' },
  ],
};
