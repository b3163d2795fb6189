import { count } from '../http/dates';
import type { Brought } from './bundle-import';

/** What the lists of a file are called, one and several. */
const NOUNS: Record<string, readonly [string, string]> = {
  questions: ['question of the review', 'questions of the review'],
  members: ['membership of the team', 'memberships of the team'],
  declarations: ['declaration of independence', 'declarations of independence'],
  milestones: ['milestone', 'milestones'],
  milestone_changes: ['change of a date', 'changes of a date'],
  method_stages: ['stage of the method', 'stages of the method'],
  agencies: ['agency', 'agencies'],
  documents: ['document', 'documents'],
  document_texts: ['page of text', 'pages of text'],
  chronology_loads: ['loaded spreadsheet', 'loaded spreadsheets'],
  chronology_mappings: ['way of reading a spreadsheet', 'ways of reading spreadsheets'],
  events: ['event', 'events'],
  conversations: ['conversation', 'conversations'],
  turning_points: ['turning point', 'turning points'],
  conversation_factors: ['factor of a conversation', 'factors of a conversation'],
  check_backs: ['checking back', 'checkings back'],
  check_back_answers: ['answer to a checking back', 'answers to a checking back'],
  episodes: ['key practice episode', 'key practice episodes'],
  episode_events: ['event of an episode', 'events of an episode'],
  tunnel_views: ['view from the tunnel', 'views from the tunnel'],
  episode_factors: ['factor of an episode', 'factors of an episode'],
  findings: ['finding', 'findings'],
  rationales: ['rationale', 'rationales'],
  extent_evidence: ['piece of evidence on extent', 'pieces of evidence on extent'],
  factors: ['factor of a finding', 'factors of a finding'],
  references: ['reference', 'references'],
  board_questions: ['question for the Board', 'questions for the Board'],
  tags: ['tag', 'tags'],
  pointers: ['pointer to evidence', 'pointers to evidence'],
  versions: ['version that was sent', 'versions that were sent'],
  steps: ['step of approval', 'steps of approval'],
  comments: ['comment', 'comments'],
  revisions: ['earlier wording', 'earlier wordings'],
};
/** `3 agencies`, `1 earlier wording`. */
export function rowsInWords(list: string, rows: number): string {
  const [one, several] = NOUNS[list] ?? [list, list];
  return `${rows.toLocaleString('en-GB')} ${rows === 1 ? one : several}`;
}

/** What bringing a review in did, in a few sentences: the same on the page and in a terminal. */
export function broughtWords(brought: Brought): string[] {
  const { review, reference, board, counts, contentsAdded, contentsMissing, peopleMade } = brought;
  const rows = counts.reduce((sum, one) => sum + one.rows, 0);
  const said: string[] = [];
  if (review === 'added') {
    const named = counts.filter(({ rows: n }) => n > 0).map(({ list, rows: n }) => rowsInWords(list, n));
    said.push(`Added review ${reference} to ${board.name}, with ${count(rows, 'row')}; changed 0; left 0.`);
    if (named.length > 0) said.push(`In it: ${named.join(', ')}.`);
  } else if (contentsAdded === 0) {
    said.push(
      `Added 0; changed 0; left review ${reference} of ${board.name} and its ${count(rows, 'row')} as they were.`,
    );
  } else {
    said.push(`Left review ${reference} of ${board.name} and its ${count(rows, 'row')} as they were.`);
  }
  if (contentsAdded > 0) said.push(`Added the content of ${count(contentsAdded, 'document')}.`);
  if (contentsMissing > 0) said.push(`The content of ${count(contentsMissing, 'document')} is not here.`);
  if (brought.boardMade) said.push(`Made the Board: ${board.name}.`);
  if (peopleMade > 0)
    said.push(
      `Made ${count(peopleMade, 'account')} that cannot sign in, for people this workbench did not know.`,
    );
  if (brought.toAccept > 0)
    said.push(
      `${count(brought.toAccept, 'finding')} approved elsewhere: not in national figures until the chair accepts them.`,
    );
  if (brought.teamEnded) said.push('The team was that of another Board: choose it anew.');
  return said;
}
