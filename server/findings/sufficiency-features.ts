import type { ExtentEvidence, Factor, FindingContent, Rationale, Reference } from './finding-content';
import { blank, lack, type Missing } from './missing';
import { namedRoles, sameRole } from './named-roles';

/**
 * What feature 1 lacks: an account for each practitioner role that the finding names (METHOD section 2); and every
 * account says whose it is, why it made sense, and what it rests on.
 */
export function whyLacks(content: FindingContent): Missing[] {
  const unheard = rolesUnheard(content).map((role) =>
    lack('why', `Say why it made sense to ${role}, who is named in the finding`, 'role_label', 'new'),
  );
  if (content.rationales.length > 0) return [...accountsLack(content), ...unheard];
  if (unheard.length > 0) return unheard;
  return [lack('why', 'Why it made sense to at least one person or group involved', '', 'new')];
}

/** The practitioners whom the finding's own prose names and who have no account in it. */
function rolesUnheard({ statement, issue, manifestation, matters, rationales, factors }: FindingContent) {
  const prose = [
    ...[statement, issue, manifestation],
    ...rationales.flatMap((row) => [row.knew, row.aimed, row.pressed, row.options, row.sense]),
    ...factors.flatMap((factor) => [factor.text, factor.evidence]),
    matters,
  ].join('\n\n');
  return namedRoles(prose).filter(
    (role) => !rationales.some(({ role_label }) => !blank(role_label) && sameRole(role, role_label)),
  );
}

function accountsLack({ rationales, pointers }: FindingContent): Missing[] {
  // What lies outside the workbench is named in words; what lies in it is pointed to.
  const groundOf = (id: string) =>
    pointers.filter(
      ({ from_part, from_row, kind }) =>
        from_part === 'rationales' && from_row === id && (kind === 'conversation' || kind === 'document'),
    );
  return rationales.flatMap((rationale, index) => {
    const who = blank(rationale.role_label) ? `Account ${index + 1}` : rationale.role_label.trim();
    const missing: Missing[] = [];
    const need = (message: string, field: string) => missing.push(lack('why', message, field, rationale.id));
    if (blank(rationale.role_label)) need(`${who}: whose account it is`, 'role_label');
    if (blank(rationale.sense)) need(`${who}: why it made sense at the time`, 'sense');
    const ground = groundOf(rationale.id);
    if (ground.some(({ withdrawn }) => !withdrawn)) return missing;
    if (ground.length > 0) {
      // What is written beside it most often names the same thing.
      need(
        `${named(rationale, index)}: what it rests on was withdrawn. Point to other evidence, or remove it and say what else it rests on`,
        '',
      );
      return missing;
    }
    if (!rationale.source_kind)
      need(`${who}: whether this rests on a conversation or a document`, 'source_kind');
    else if (blank(rationale.source)) need(`${who}: which ${rationale.source_kind} this rests on`, 'source');
    return missing;
  });
}

const named = ({ role_label: role }: Rationale, index: number): string =>
  `Account ${index + 1}${blank(role) ? '' : ` (${role.trim()})`}`;

/** Whether anything of feature 2 is there. */
export function extentBegun(content: FindingContent): boolean {
  return (
    content.extent !== null ||
    content.spread !== null ||
    content.extent_evidence.length > 0 ||
    !blank(content.extent_reason) ||
    !blank(content.prevalence)
  );
}

/** What feature 2 lacks: each answer has its own ground (METHOD section 2). */
export function extentLacks(content: FindingContent): Missing[] {
  switch (content.extent) {
    case null:
      return [lack('extent', 'Whether it is specific to this case, or wider', 'extent')];
    case 'case_specific':
      return blank(content.extent_reason)
        ? [lack('extent', 'The reason why it could not recur', 'reason_case_specific')]
        : [];
    case 'not_known':
      return blank(content.extent_reason)
        ? [lack('extent', 'How the Board could find out', 'reason_not_known')]
        : [];
    case 'wider':
      return [
        ...(content.spread ? [] : [lack('extent', 'How far it reaches', 'spread')]),
        ...evidenceLacks(content.extent_evidence),
      ];
  }
}

function evidenceLacks(evidence: readonly ExtentEvidence[]): Missing[] {
  const outside = evidence.filter((piece) => piece.outside_case);
  const kinds = new Set(outside.flatMap((piece) => (piece.kind && !blank(piece.shows) ? [piece.kind] : [])));
  if (kinds.size >= 2) return [];
  const unfinished = outside.flatMap((piece) => {
    const number = evidence.indexOf(piece) + 1;
    return [
      ...(piece.kind ? [] : [lack('extent', `Evidence ${number}: what kind it is`, 'kind', piece.id)]),
      ...(blank(piece.shows) ? [lack('extent', `Evidence ${number}: what it shows`, 'shows', piece.id)] : []),
    ];
  });
  const more =
    kinds.size === 1
      ? 'One more kind of evidence from outside the case'
      : 'Two pieces of evidence from outside the case, of different kinds';
  return [...unfinished, lack('extent', more, '', 'new')];
}

const ABOVE_THE_INDIVIDUAL = ['team_workplace', 'agency', 'local_system', 'national'];

/** What feature 3 lacks: one whole factor above the level of the individual. */
export function contextLacks(factors: readonly Factor[]): Missing[] {
  const counts = factors.some(
    ({ text, heading, level }) =>
      !blank(text) && heading && level !== null && ABOVE_THE_INDIVIDUAL.includes(level),
  );
  if (counts) return [];
  const unfinished = factors
    .map((factor, index) => ({ factor, number: index + 1 }))
    .filter(({ factor }) => factor.level === null || ABOVE_THE_INDIVIDUAL.includes(factor.level))
    .flatMap(({ factor, number }) => [
      ...(blank(factor.text) ? [lack('context', `Factor ${number}: what it was`, 'text', factor.id)] : []),
      ...(factor.heading ? [] : [lack('context', `Factor ${number}: its heading`, 'heading', factor.id)]),
      ...(factor.level ? [] : [lack('context', `Factor ${number}: its level`, 'level', factor.id)]),
    ]);
  const above = 'A factor above the level of the individual: in the team and workplace, or further up';
  return [...unfinished, lack('context', above, '', 'new')];
}

/** Whether anything of feature 4 is there. */
export function researchBegun({ references, search }: FindingContent): boolean {
  return references.length > 0 || searchBegun(search);
}
const searchBegun = (search: FindingContent['search']): boolean =>
  !blank(search.where) || !blank(search.terms) || search.on !== null || !blank(search.found);

/** What feature 4 lacks: a reference with its bearing, or the record of a search that found none. */
export function researchLacks({ references, search }: FindingContent): Missing[] {
  if (references.some(({ citation, bearing }) => !blank(citation) && bearing)) return [];
  const searchLacks = [
    ...(blank(search.where) ? [lack('research', 'The search: where you looked', 'search_where')] : []),
    ...(blank(search.terms) ? [lack('research', 'The search: with which terms', 'search_terms')] : []),
    ...(search.on ? [] : [lack('research', 'The search: on what date', 'search_on')]),
  ];
  if (searchLacks.length === 0) return [];
  const unfinished = references.flatMap((reference, index) => referenceLacks(reference, index + 1));
  if (searchBegun(search)) return [...unfinished, ...searchLacks];
  if (unfinished.length > 0) return unfinished;
  const one = 'One reference and its bearing, or a recorded search that found none';
  return [lack('research', one, '', 'new')];
}

function referenceLacks({ id, citation, bearing }: Reference, number: number): Missing[] {
  return [
    ...(blank(citation) ? [lack('research', `Reference ${number}: what it is`, 'citation', id)] : []),
    ...(bearing
      ? []
      : [
          lack(
            'research',
            `Reference ${number}: whether it supports, qualifies or contradicts`,
            'bearing',
            id,
          ),
        ]),
  ];
}
