import { canonicalJson } from '../approvals/canonical';
import { count } from '../http/dates';
import { peopleOfKind } from './bundle-export';
import type { Bundle, Row } from './bundle-format';
import { ALL_TABLES, REVIEW, type BundleTable } from './bundle-tables';
import { listOf, withPeople } from './bundle-writing';

/**
 * How a review that is here differs from the one in a file, in words by list; none when they say the same. People are
 * compared by e-mail address: their names are those of the workbench. Where the Boards differ, so does the team.
 */
export function differencesBetween(here: Bundle, file: Bundle): string[] {
  const moved = here.board.name !== file.board.name;
  return ALL_TABLES.flatMap((table) => {
    const ours = linesOf(here, table, moved);
    const theirs = linesOf(file, table, moved);
    const changed = [...ours].filter(([key, line]) => theirs.has(key) && theirs.get(key) !== line).length;
    const onlyHere = [...ours.keys()].filter((key) => !theirs.has(key)).length;
    const onlyThere = [...theirs.keys()].filter((key) => !ours.has(key)).length;
    if (changed + onlyHere + onlyThere === 0) return [];
    if (table === REVIEW) return ['review differs'];
    const said = [
      changed > 0 && `${count(changed, 'row')} differ`,
      onlyHere > 0 && `${onlyHere} only here`,
      onlyThere > 0 && `${onlyThere} only in the file`,
    ];
    return [`${table.list}: ${said.filter(Boolean).join(', ')}`];
  });
}

function linesOf(bundle: Bundle, table: BundleTable, moved: boolean): Map<string, string> {
  const emails = new Map(bundle.people.map(({ key, email }) => [key, email]));
  const rows = table === REVIEW ? [bundle.review] : listOf(bundle, table);
  const blank: Row = moved && table.table === 'review_member' ? { removed_at: null, removed_by: null } : {};
  return new Map(
    rows.map((row) => {
      const told = withPeople(table, { ...row, ...blank }, (key) => emails.get(key) ?? key, peopleOfKind);
      return [canonicalJson(table.key.map((name) => row[name] ?? null)), canonicalJson(told)];
    }),
  );
}
