import type { Bundle, Row } from './bundle-format';

/**
 * Whether each finding's state, its versions and its steps tell one story, by the table of transitions: what waits for
 * the chair has a version that waits, what is approved has one that counts, and no one approved what they sent. Pure.
 */
export function checkFindings(bundle: Bundle, tell: (path: string, reason: string) => void): void {
  const versions = bundle.lists.versions ?? [];
  const steps = bundle.lists.steps ?? [];
  const findingOfVersion = new Map(versions.map((row) => [row.id, row.finding_id]));
  versions.forEach((row, i) => {
    const decided = row.state === 'approved' || row.state === 'superseded';
    if (decided !== (row.approved_at !== null))
      tell(
        `versions[${i}].approved_at`,
        'is there for a version that was approved, and null for every other',
      );
    if (row.approved_by !== null && row.approved_by === row.submitted_by)
      tell(`versions[${i}].approved_by`, 'is who sent it: no one approves what they wrote');
  });
  for (const name of ['steps', 'comments'] as const) {
    (bundle.lists[name] ?? []).forEach((row, i) => {
      if (row.version_id !== null && findingOfVersion.get(row.version_id) !== row.finding_id)
        tell(`${name}[${i}].version_id`, 'is a version of another finding');
    });
  }
  const numbers = new Set<unknown>();
  (bundle.lists.findings ?? []).forEach((finding, i) => {
    const at = `findings[${i}]`;
    if (numbers.has(finding.number))
      tell(`${at}.number`, `${String(finding.number)} is the number of another finding`);
    numbers.add(finding.number);
    const mine = versions.filter(({ finding_id }) => finding_id === finding.id);
    if (new Set(mine.map(({ number }) => number)).size < mine.length)
      tell(at, 'has two versions of one number');
    const having = (state: string): number => mine.filter((version) => version.state === state).length;
    if (having('submitted') !== (finding.state === 'submitted' ? 1 : 0))
      tell(
        `${at}.state`,
        'does not agree with its versions: one waits for the chair when it is submitted, else none',
      );
    if (having('approved') > 1 || (finding.state === 'approved' && having('approved') === 0))
      tell(`${at}.state`, 'does not agree with its versions: one counts when it is approved, and never two');
    const last = lastOf(steps.filter(({ finding_id }) => finding_id === finding.id));
    if (last && last.to_state !== finding.state)
      tell(`${at}.state`, `does not agree with its last step, which led to ${String(last.to_state)}`);
    if (!last && finding.state !== 'draft') tell(`${at}.state`, 'was not led to by any step');
  });
}

function lastOf(steps: readonly Row[]): Row | undefined {
  const moment = ({ at, id }: Row): string => `${String(at)} ${String(id)}`;
  return [...steps].sort((a, b) => (moment(a) < moment(b) ? -1 : 1)).at(-1);
}
