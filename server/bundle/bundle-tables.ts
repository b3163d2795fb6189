import {
  choice,
  code,
  day,
  fields,
  frozen,
  hour,
  id,
  json,
  label,
  longText,
  maybe,
  mediaType,
  neededLabel,
  neededWords,
  period,
  person,
  sha256,
  texts,
  time,
  to,
  whole,
  words,
  yes,
  type Column,
} from './bundle-columns';
import {
  BEARINGS,
  EVIDENCE_KINDS,
  EXTENTS,
  FACTOR_HEADINGS,
  FACTOR_LEVELS,
  JOURNEY_STAGES,
  POLARITIES,
  REFERENCE_KINDS,
  SOURCE_KINDS,
  SPREADS,
  WEIGHTS,
} from '../findings/finding-content';

/** One table of a review, and how its rows stand in a `review-bundle/1` file. */
export interface BundleTable {
  table: string;
  /** The name of its list in the file. */
  list: string;
  columns: Record<string, Column>;
  /** Columns that are not in the file: derived, secret, or of this workbench alone. A test holds the rest to `columns`. */
  leftOut: readonly string[];
  /** What tells one row from another, and orders them. */
  key: readonly string[];
  /** Which rows belong to the file; of `t`. */
  only?: string;
  /** Values that are not the column's own; over `t`. */
  written?: Record<string, string>;
  /** Columns of the file that are no columns of the table. */
  virtual?: readonly string[];
  /** What is kept for columns that are left out and may not be empty; over `g`, a row of the file. */
  kept?: Record<string, string>;
}

const keys = (values: object): string[] => Object.keys(values);
const STATES = ['draft', 'submitted', 'returned', 'approved'];
const STAGE = maybe(choice(keys(JOURNEY_STAGES)));
const SPREAD = maybe(choice(keys(SPREADS)));
const HEADING = maybe(choice(keys(FACTOR_HEADINGS)));
const LEVEL = maybe(choice(keys(FACTOR_LEVELS)));
const WEIGHT = maybe(choice(keys(WEIGHTS)));
const edited = { version: whole(1), updated_by: maybe(person), updated_at: time };
const added = { added_by: maybe(person), added_at: time };
const withdrawn = { withdrawn_at: maybe(time), withdrawn_by: maybe(person), withdrawn_why: words };
const OURS = ['board_id', 'review_id'];
const FOUND = [...OURS, 'words'];
const SECRET = `encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex')`;

const table = (
  name: string,
  list: string,
  columns: Record<string, Column>,
  more: Partial<BundleTable> = {},
): BundleTable => ({ table: name, list, columns, leftOut: OURS, key: ['id'], ...more });
const partOfFinding = (name: string, list: string, columns: Record<string, Column>): BundleTable =>
  table(name, list, { id, finding_id: to('findings'), position: whole(), ...columns, ...edited });

/** The review itself: one row, an object in the file. */
export const REVIEW: BundleTable = table(
  'review',
  'review',
  {
    id,
    reference: neededLabel,
    kind: choice(['scr', 'near_miss']),
    method: code('method'),
    method_note: label,
    guidance: code('guidance'),
    child_label: neededLabel,
    age_band: choice(['under 1', '1-5', '6-10', '11-15', '16-17']),
    outcome: choice(['death', 'serious harm', 'near miss', 'other']),
    incident_on: day,
    decided_on: maybe(day),
    period,
    opened_by: person,
    opened_at: time,
    ...edited,
  },
  { leftOut: ['board_id'] },
);

/** Everything else that belongs to a review, each table after those that it refers to. */
export const TABLES: readonly BundleTable[] = [
  table('review_question', 'questions', { id, position: whole(), text: words }),
  table('review_member', 'members', {
    id,
    account_id: person,
    part: choice(['lead', 'team']),
    added_by: person,
    added_at: time,
    removed_by: maybe(person),
    removed_at: maybe(time),
  }),
  table('independence_declaration', 'declarations', {
    id,
    account_id: person,
    text: words,
    declared_at: time,
  }),
  table('milestone', 'milestones', {
    id,
    code: neededLabel,
    position: whole(),
    name: label,
    wording: words,
    first_due_on: maybe(day),
    due_on: maybe(day),
    met_on: maybe(day),
    ...edited,
  }),
  table('milestone_change', 'milestone_changes', {
    id,
    milestone_id: to('milestones'),
    was_due_on: maybe(day),
    new_due_on: day,
    reason_kind: choice(['criminal_proceedings', 'inquest', 'family_court', 'other']),
    reason: words,
    with_met: yes,
    changed_by: person,
    changed_at: time,
  }),
  table('method_stage', 'method_stages', { id, stage: neededLabel, set_by: person, set_at: time }),
  table('agency', 'agencies', {
    id,
    position: whole(),
    name: neededLabel,
    kind: maybe(code('agency_kind')),
    ...edited,
  }),
  table(
    'document',
    'documents',
    {
      id,
      agency_id: to('agencies'),
      title: label,
      kind: maybe(code('document_kind')),
      dated: maybe(day),
      file_name: label,
      media_type: mediaType,
      bytes: whole(0, 1e12),
      sha256,
      pages: maybe(whole()),
      text_cut: yes,
      infected: yes,
      reading: choice(['waiting', 'read', 'nothing', 'failed']),
      ...added,
      ...withdrawn,
      ...edited,
    },
    {
      // The keys and the scanner's answer are of this workbench; the content is sealed and scanned anew elsewhere.
      leftOut: [...OURS, 'wrapped_key', 'key_id', 'scan', 'scanned_at', 'beyond_scanner'],
      written: { infected: `t.scan = 'infected'` },
      virtual: ['infected'],
      kept: {
        wrapped_key: `''`,
        key_id: `''`,
        scan: `case when g.infected then 'infected' else 'absent' end`,
      },
    },
  ),
  table(
    'document_text',
    'document_texts',
    { document_id: to('documents'), place: whole(1), heading: label, text: longText },
    { leftOut: FOUND, key: ['document_id', 'place'] },
  ),
  table(
    'chronology_load',
    'chronology_loads',
    {
      id,
      agency_id: maybe(to('agencies')),
      file_name: label,
      sha256,
      bytes: whole(0, 1e12),
      sheet: label,
      headings: json,
      mapping: json,
      found: json,
      mended: json,
      state: choice(['draft', 'loaded', 'dropped']),
      rows_read: whole(),
      rows_added: whole(),
      rows_same: whole(),
      rows_left_out: whole(),
      loaded_by: maybe(person),
      loaded_at: maybe(time),
      ...added,
      ...edited,
    },
    {
      only: `(t.state = 'loaded' or exists (select 1 from event e where e.board_id = t.board_id and e.load_id = t.id))`,
    },
  ),
  table('chronology_mapping', 'chronology_mappings', {
    id,
    agency_id: to('agencies'),
    headings: words,
    mapping: json,
    ...edited,
  }),
  table(
    'event',
    'events',
    {
      id,
      agency_id: to('agencies'),
      period,
      exactness: choice(['day', 'month', 'year', 'range']),
      circa: yes,
      time_of_day: maybe(hour),
      description: neededWords,
      source: words,
      people: texts,
      stage: STAGE,
      child_experience: words,
      child_basis: maybe(choice(['said', 'told', 'seen', 'inferred'])),
      document_id: maybe(to('documents')),
      load_id: maybe(to('chronology_loads')),
      load_row: maybe(whole()),
      fingerprint: label,
      ...added,
      ...withdrawn,
      ...edited,
    },
    { leftOut: FOUND },
  ),
  table(
    'conversation',
    'conversations',
    {
      id,
      about: choice(['practitioner', 'family']),
      role_label: neededLabel,
      agency_id: maybe(to('agencies')),
      held_on: maybe(day),
      present: words,
      consent: choice(['not_asked', 'given', 'declined', 'withdrawn']),
      consent_on: maybe(day),
      consent_terms: words,
      purpose: words,
      part: words,
      went_well: words,
      other_accounts: words,
      would_change: words,
      ...added,
      ...withdrawn,
      ...edited,
    },
    { leftOut: FOUND },
  ),
  table(
    'turning_point',
    'turning_points',
    {
      id,
      conversation_id: to('conversations'),
      position: whole(),
      moment: words,
      happened_on: maybe(day),
      thought: words,
      forefront: words,
      pressed: words,
      concerns: words,
      aim: words,
      options: words,
      ...edited,
    },
    { leftOut: FOUND },
  ),
  table(
    'conversation_factor',
    'conversation_factors',
    { id, conversation_id: to('conversations'), position: whole(), heading: HEADING, text: words, ...edited },
    { leftOut: FOUND },
  ),
  table(
    'check_back',
    'check_backs',
    {
      id,
      conversation_id: to('conversations'),
      sent: choice(['mail', 'hand']),
      mail: maybe(choice(['sent', 'failed'])),
      record: json,
      made_by: person,
      made_at: time,
      expires_at: time,
      wrong_codes: whole(0, 5),
      opened: whole(),
      opened_at: maybe(time),
      finished_at: maybe(time),
      outcome: maybe(choice(['agreed', 'corrected'])),
      revoked_at: maybe(time),
      revoked_by: maybe(person),
    },
    {
      // A link opens nothing elsewhere: its secrets stay, and new ones that no one knows stand in their place.
      leftOut: [...OURS, 'token_hash', 'code_proof', 'wrong_at'],
      written: { mail: `case when t.mail = 'waiting' then 'failed' else t.mail end` },
      kept: { token_hash: SECRET, code_proof: SECRET },
    },
  ),
  table('check_back_answer', 'check_back_answers', {
    id,
    check_back_id: to('check_backs'),
    place: neededLabel,
    kind: choice(['remark', 'correction']),
    text: { kind: 'text', most: 20_000, needed: true },
    saved_at: time,
    handled: maybe(choice(['taken_up', 'kept'])),
    handled_by: maybe(person),
    handled_at: maybe(time),
    reason: words,
  }),
  table(
    'episode',
    'episodes',
    {
      id,
      number: whole(1),
      title: neededLabel,
      period,
      what_happened: words,
      appraisal: words,
      ...added,
      ...withdrawn,
      ...edited,
    },
    { leftOut: FOUND },
  ),
  table(
    'episode_event',
    'episode_events',
    { episode_id: to('episodes'), event_id: to('events'), ...added },
    { key: ['episode_id', 'event_id'] },
  ),
  table(
    'tunnel_view',
    'tunnel_views',
    {
      id,
      episode_id: to('episodes'),
      position: whole(),
      role_label: label,
      conversation_id: maybe(to('conversations')),
      knew: words,
      thought: words,
      aimed: words,
      pressed: words,
      options: words,
      ...edited,
    },
    { leftOut: FOUND },
  ),
  table(
    'episode_factor',
    'episode_factors',
    {
      id,
      episode_id: to('episodes'),
      position: whole(),
      heading: HEADING,
      level: LEVEL,
      text: words,
      weight: WEIGHT,
      ...edited,
    },
    { leftOut: FOUND },
  ),
  table('finding', 'findings', {
    id,
    number: whole(1),
    state: choice(STATES),
    statement: words,
    polarity: maybe(choice(keys(POLARITIES))),
    issue: words,
    manifestation: words,
    extent: maybe(choice(keys(EXTENTS))),
    extent_reason: words,
    prevalence: words,
    spread: SPREAD,
    search_where: words,
    search_terms: words,
    search_on: maybe(day),
    search_found: words,
    matters: words,
    stage: STAGE,
    written_by: person,
    created_at: time,
    ...edited,
  }),
  partOfFinding('rationale', 'rationales', {
    role_label: label,
    knew: words,
    aimed: words,
    pressed: words,
    options: words,
    sense: words,
    source_kind: maybe(choice(keys(SOURCE_KINDS))),
    source: words,
  }),
  partOfFinding('extent_evidence', 'extent_evidence', {
    kind: maybe(choice(keys(EVIDENCE_KINDS))),
    reach: SPREAD,
    outside_case: yes,
    shows: words,
  }),
  partOfFinding('factor', 'factors', {
    heading: HEADING,
    level: LEVEL,
    text: words,
    evidence: words,
    weight: WEIGHT,
  }),
  partOfFinding('reference', 'references', {
    citation: words,
    kind: maybe(choice(keys(REFERENCE_KINDS))),
    bearing: maybe(choice(keys(BEARINGS))),
    adds: words,
  }),
  partOfFinding('board_question', 'board_questions', { text: words }),
  partOfFinding('finding_tag', 'tags', {
    edition: neededLabel,
    category: neededLabel,
    rationale: words,
    extract: words,
    suggested_name: label,
  }),
  table('pointer', 'pointers', {
    id,
    finding_id: to('findings'),
    position: whole(),
    from_part: choice(['manifestation', 'rationales', 'extent_evidence', 'factors']),
    // The row may have been removed since; then the pointer points from nothing.
    from_row: maybe(id),
    episode_id: maybe(to('episodes')),
    event_id: maybe(to('events')),
    conversation_id: maybe(to('conversations')),
    document_id: maybe(to('documents')),
    page: maybe(whole(1)),
    heading: label,
    quote: words,
    ...edited,
  }),
  table('finding_version', 'versions', {
    id,
    finding_id: to('findings'),
    number: whole(1),
    content: frozen,
    sha256,
    state: choice(['submitted', 'returned', 'withdrawn', 'approved', 'superseded']),
    submitted_by: person,
    submitted_at: time,
    approved_by: maybe(person),
    approved_at: maybe(time),
  }),
  table('finding_step', 'steps', {
    id,
    finding_id: to('findings'),
    version_id: maybe(to('versions')),
    action: choice(['submit', 'withdraw', 'return', 'approve', 'reopen']),
    from_state: choice(STATES),
    to_state: choice(STATES),
    comment: words,
    by_account: person,
    at: time,
  }),
  table('finding_comment', 'comments', {
    id,
    finding_id: to('findings'),
    version_id: maybe(to('versions')),
    part: label,
    text: words,
    by_account: person,
    at: time,
    removed_at: maybe(time),
  }),
  table(
    'revision',
    'revisions',
    { kind: neededLabel, row_id: id, version: whole(1), fields, saved_by: maybe(person), saved_at: time },
    {
      leftOut: [...OURS, 'finding_id'],
      key: ['kind', 'row_id', 'version'],
      // The history of a load that is not in the file is not either.
      only: `(t.kind <> 'chronology_load' or exists (select 1 from chronology_load l where l.board_id = t.board_id and l.id = t.row_id
                and (l.state = 'loaded' or exists (select 1 from event e where e.board_id = l.board_id and e.load_id = l.id))))`,
    },
  ),
];

export const ALL_TABLES: readonly BundleTable[] = [REVIEW, ...TABLES];

/** Tables of a review that are not in a file, each with why. */
export const NOT_IN_BUNDLE: Record<string, string> = {
  chronology_row: 'a spreadsheet that is on its way in is not yet part of the review',
  check_back_mail: 'a mail that is on its way holds the secret of its link',
  review_brought: 'how a review came here is for this workbench to say; the next one asks its own chair',
  search_asked: 'what someone looked for is theirs alone, and kept for a week',
  'app.conversation_sealed': 'words whose owner took back their consent do not travel',
};

/** Kinds of row that have a history: those with a version. */
export const VERSIONED: ReadonlyMap<string, BundleTable> = new Map(
  ALL_TABLES.filter(({ columns, table: name }) => columns.version && name !== 'revision').map((one) => [
    one.table,
    one,
  ]),
);

/** Columns of a table that hold accounts. */
export const personColumns = ({ columns }: BundleTable): string[] =>
  keys(columns).filter((name) => columns[name]?.kind === 'person');
