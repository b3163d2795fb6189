import { hasRole, type Actor, type Role } from '../database/with-actor';
import type { PageReply } from './route';
import type { PageLayout } from './views';

const SECTIONS: {
  text: string;
  href: string;
  section: string;
  who: 'all' | 'signed-in' | readonly Role[];
}[] = [
  { text: 'Work', href: '/reviews', section: 'work', who: 'signed-in' },
  { text: 'Approvals', href: '/approvals', section: 'approvals', who: ['chair'] },
  { text: 'National', href: '/national', section: 'national', who: ['analyst', 'editor'] },
  { text: 'Published reviews', href: '/published', section: 'published', who: ['editor', 'analyst'] },
  { text: 'Coding', href: '/coding', section: 'coding', who: ['editor'] },
  { text: 'Register', href: '/register', section: 'register', who: ['accreditation_manager'] },
  { text: 'Accounts', href: '/admin', section: 'admin', who: ['administrator'] },
  { text: 'Typology', href: '/typology', section: 'typology', who: 'all' },
  { text: 'Releases', href: '/releases', section: 'releases', who: 'all' },
];

interface Around {
  csrf: string;
  flash?: string;
  sessionEnds?: number;
}

/** What stands round a page: the navigation of who is signed in, and what the page itself asks for. */
export function layoutOf(reply: PageReply, actor: Actor | undefined, around: Around): PageLayout {
  const mayGo = (who: 'all' | 'signed-in' | readonly Role[]): boolean =>
    who === 'all' || (actor !== undefined && (who === 'signed-in' || hasRole(actor, ...who)));
  return {
    ...reply.layout,
    title: reply.title,
    errors: reply.problems?.map(({ field, message }) => ({
      text: message,
      href: field ? `#${field}` : undefined,
    })),
    // A page for someone who has no account here brings its own, if any.
    navigation: reply.layout?.navigation ?? [
      ...SECTIONS.filter(({ who }) => mayGo(who)).map(({ text, href, section }) => ({
        text,
        href,
        current: section === reply.section,
      })),
      ...(actor ? [] : [{ text: 'Sign in', href: '/sign-in', current: reply.section === 'sign-in' }]),
    ],
    user: actor && { label: actor.name, href: '/account' },
    csrf: around.csrf,
    homeUrl: reply.layout?.homeUrl ?? (actor ? '/reviews' : '/'),
    flash: around.flash ? { kind: 'done', text: around.flash } : undefined,
    sessionEnds: around.sessionEnds,
  };
}
