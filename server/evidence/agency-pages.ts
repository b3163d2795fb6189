import { firstOf, type Errors, type Typed } from '../findings/fields';
import { count } from '../http/dates';
import type { AgencyCounts } from './agency-queries';
import type { Agency, CaseFile } from './case-file-queries';
import type { EvidenceCan } from './evidence-policy';

export type AgencyFile = CaseFile & { counts: AgencyCounts[]; kinds: { code: string; name: string }[] };
type Item = { value: string; text: string };

/** The agencies of a review. */
export interface AgenciesPage {
  can: EvidenceCan;
  action: string;
  agencies: {
    name: string;
    kind: string;
    has: { text: string; href: string }[];
    none: boolean;
    change: string;
  }[];
  name: string;
  kind: string;
  kinds: Item[];
  errors: Errors;
}

export function agenciesPage(
  file: AgencyFile,
  can: EvidenceCan,
  typed: Typed | null,
  errors: Errors,
): AgenciesPage {
  const review = `/reviews/${file.id}`;
  return {
    can,
    action: `${review}/agencies`,
    agencies: file.agencies.map((agency) => {
      const has = hasOf(file, agency);
      return {
        name: agency.name,
        kind: file.kinds.find(({ code }) => code === agency.kind)?.name ?? '',
        has,
        none: has.length === 0,
        change: `${review}/agencies/${agency.id}`,
      };
    }),
    name: (typed && firstOf(typed.name)) ?? '',
    kind: (typed && firstOf(typed.kind)) ?? '',
    kinds: kindItems(file),
    errors,
  };
}

const kindItems = ({ kinds }: AgencyFile): Item[] => [
  { value: '', text: 'Not said' },
  ...kinds.map(({ code, name }) => ({ value: code, text: name })),
];

function hasOf(file: AgencyFile, { id }: Agency): { text: string; href: string }[] {
  const counts = file.counts.find((known) => known.id === id);
  const review = `/reviews/${file.id}`;
  return [
    { number: counts?.events ?? 0, noun: 'event', href: `${review}/chronology?agency=${id}` },
    { number: counts?.documents ?? 0, noun: 'document', href: `${review}/documents` },
    { number: counts?.conversations ?? 0, noun: 'conversation', href: `${review}/conversations` },
  ]
    .filter(({ number }) => number > 0)
    .map(({ number, noun, href }) => ({ text: count(number, noun), href }));
}

/** The page that renames an agency, says its kind, or merges it into another. */
export interface AgencyPage {
  title: string;
  action: string;
  version: string;
  name: string;
  kind: string;
  kinds: Item[];
  back: string;
  merge: { action: string; others: Item[]; into: string; moves: string } | null;
  errors: Errors;
}

export function agencyPage(
  file: AgencyFile,
  agency: Agency,
  typed: Typed | null,
  errors: Errors,
): AgencyPage {
  const address = `/reviews/${file.id}/agencies`;
  const others = file.agencies.filter(({ id }) => id !== agency.id);
  const has = hasOf(file, agency).map(({ text }) => text);
  return {
    title: agency.name,
    action: `${address}/${agency.id}`,
    version: (typed && firstOf(typed.version)) ?? String(agency.version),
    name: (typed && firstOf(typed.name)) ?? agency.name,
    kind: (typed && firstOf(typed.kind)) ?? agency.kind ?? '',
    kinds: kindItems(file),
    back: address,
    merge:
      others.length > 0
        ? {
            action: `${address}/${agency.id}/merger`,
            others: [
              { value: '', text: 'Choose' },
              ...others.map(({ id, name }) => ({ value: id, text: name })),
            ],
            into: (typed && firstOf(typed.into)) ?? '',
            moves: has.length > 0 ? `${has.join(', ')} and everything else of it` : 'Everything of it',
          }
        : null,
    errors,
  };
}
