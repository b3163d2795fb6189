import type { CaseFile } from './case-file-queries';
import type { ChildBasis, EventRow } from './event-queries';
import { whenWords } from './when';

/** One moment of the child's life as it was for them. */
export interface Moment {
  id: string;
  href: string;
  when: string;
  text: string;
  /** How it is known, and who recorded it. */
  known: string;
  withdrawn: boolean;
}

export interface StoryYear {
  year: number;
  moments: Moment[];
}

const KNOWN: Record<ChildBasis, (agency: string) => string> = {
  said: (agency) => `Said by the child, as ${agency} recorded it`,
  told: (agency) => `Told by someone else who saw or heard it, as ${agency} recorded it`,
  seen: (agency) => `Seen by ${agency}`,
  inferred: (agency) => `Inferred from what ${agency} recorded`,
};

/** The child's experience alone, in order (METHOD section 4): what it was like, and who said, told, saw or inferred it. */
export function storyOf(events: readonly EventRow[], file: CaseFile): StoryYear[] {
  const years: StoryYear[] = [];
  for (const event of events) {
    const year = Number(event.from.slice(0, 4));
    let inYear = years.at(-1);
    if (inYear?.year !== year) years.push((inYear = { year, moments: [] }));
    const agency = file.agencies.find(({ id }) => id === event.agency_id)?.name ?? '';
    inYear.moments.push({
      id: event.id,
      href: `/reviews/${file.id}/chronology/${event.id}`,
      when: event.time ? `${whenWords(event)}, ${event.time}` : whenWords(event),
      text: event.child_experience,
      known: event.child_basis
        ? KNOWN[event.child_basis](agency)
        : `Recorded by ${agency}; how it is known is not said`,
      withdrawn: event.withdrawn,
    });
  }
  return years;
}
