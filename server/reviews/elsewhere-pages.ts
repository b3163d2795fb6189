import { hasRole, type Actor } from '../database/with-actor';
import { waitsForEditors, type DeskLine } from '../coding/desk-pages';
import type { Desk } from '../coding/desk-queries';
import type { Link } from '../http/views';
import { CASE_ROLES } from './review-policy';

/** views/reviews/elsewhere */
export interface ElsewherePage {
  /** What waits for an editor; null for others, for whom nothing is counted. */
  waiting: DeskLine[] | null;
  places: (Link & { detail: string })[];
}

/** Whether someone's work is with reviews at all. */
export const worksWithReviews = (actor: Actor): boolean => hasRole(actor, ...CASE_ROLES);

/** Whether someone reads the national figures and has no other role. */
export const isAnalystAlone = ({ memberships }: Actor): boolean =>
  memberships.length > 0 && memberships.every(({ role }) => role === 'analyst');

/** For those whose work is elsewhere: what waits there for an editor, and where it is. */
export function elsewherePage(actor: Actor, desk: Desk | null, now: Date): ElsewherePage {
  const places = [
    {
      who: ['editor'] as const,
      text: 'Coding',
      href: '/coding',
      detail: 'Findings that fit nowhere or are to be coded again, and second codings.',
    },
    {
      who: ['analyst', 'editor'] as const,
      text: 'The national table',
      href: '/national',
      detail:
        'Which underlying patterns recur, by category, region, year and more, under disclosure control.',
    },
    {
      who: ['editor', 'analyst'] as const,
      text: 'Published reviews',
      href: '/published',
      detail: 'Reviews that Boards have published, their findings, and how these are coded.',
    },
    {
      who: ['editor', 'analyst'] as const,
      text: 'The typology',
      href: '/typology',
      detail: 'Categories and editions, with their definitions and the crosswalk.',
    },
    {
      who: ['accreditation_manager'] as const,
      text: 'The register of reviewers',
      href: '/register',
      detail: 'Who is accredited and until when.',
    },
    {
      who: ['administrator'] as const,
      text: 'Accounts and Boards',
      href: '/admin',
      detail: 'Who may sign in, and as what. Never the content of a case.',
    },
  ];
  return {
    waiting: desk && waitsForEditors(desk, now),
    places: places
      .filter(({ who }) => hasRole(actor, ...who))
      .map(({ text, href, detail }) => ({ text, href, detail })),
  };
}
