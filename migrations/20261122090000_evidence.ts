import type { Knex } from 'knex';

/**
 * The evidence of a case (METHOD section 4): agencies, documents, the chronology, conversations, key practice
 * episodes, and the pointers by which a finding rests on them. Nothing of it is ever deleted by a person: evidence is
 * withdrawn, with a reason, and what rested on it says so.
 */
export async function up(knex: Knex): Promise<void> {
  const keys = `board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null`;
  const ofReview = `primary key (board_id, id), foreign key (board_id, review_id) references review (board_id, id)`;
  const edited = `version integer not null default 1, updated_by uuid references account, updated_at timestamptz not null default now()`;
  const added = `added_by uuid references account, added_at timestamptz not null default now()`;
  const withdrawn = `withdrawn_at timestamptz, withdrawn_by uuid references account, withdrawn_why text not null default '',
      check ((withdrawn_at is null) = (withdrawn_by is null))`;
  const words = (columns: string): string =>
    `words tsvector not null generated always as (to_tsvector('english'::regconfig, ${columns})) stored`;
  const guard = (table: string, rights: string, indexed = 'review_id'): string => `
    create index ${table}_of on ${table} (board_id, ${indexed});
    call app.secure_case('${table}', 'review_id');
    grant ${rights} on ${table} to workbench_app;`;
  const edit = 'select, insert, update';
  const list = 'select, insert, update, delete';
  const headings = `('family', 'personal', 'role', 'conditions', 'own_team', 'inter_agency', 'culture_management', 'political', 'other')`;
  const levels = `('child_family', 'practitioner', 'team_workplace', 'agency', 'local_system', 'national')`;
  const stages = `('universal_services', 'early_help', 'contact_referral', 'strategy_investigation',
        'assessment', 'child_in_need', 'cp_conference_plan', 'court_care', 'leaving_care')`;

  await knex.raw(`
    create table agency (
      ${keys}, position integer not null default 0,
      name text not null check (name <> ''), kind text references agency_kind,
      ${edited}, ${ofReview}
    );
    create unique index agency_once on agency (board_id, review_id, lower(name));
    ${guard('agency', edit)}

    create table document_kind (code text primary key, position integer not null, name text not null);
    call app.secure('document_kind');
    create policy read_all on document_kind for select using (true);
    grant select on document_kind to workbench_app;

    -- What an agency recorded. The content lies encrypted in the store, under the review's id and this SHA-256; the key
    -- of each file is here, wrapped by DOCUMENT_KEY.
    create table document (
      ${keys}, agency_id uuid not null,
      title text not null, kind text references document_kind, dated date,
      file_name text not null, media_type text not null, bytes bigint not null check (bytes >= 0),
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      pages integer check (pages >= 0),
      wrapped_key text not null, key_id text not null,
      -- Held: the scanner did not answer; nobody reads it until it has. Infected: the content was removed.
      -- Absent: it came in a bundle without its content.
      scan text not null check (scan in ('not_scanned', 'held', 'clean', 'infected', 'absent')), scanned_at timestamptz,
      reading text not null default 'waiting' check (reading in ('waiting', 'read', 'nothing', 'failed')),
      ${added}, ${withdrawn}, ${edited}, ${ofReview},
      unique (board_id, review_id, sha256),
      foreign key (board_id, agency_id) references agency (board_id, id)
    );
    ${guard('document', edit)}

    -- The text of a document by place: a page, a sheet, or the whole of it.
    create table document_text (
      board_id uuid not null, review_id uuid not null, document_id uuid not null,
      place integer not null check (place > 0), heading text not null default '', text text not null,
      ${words('text')},
      primary key (board_id, document_id, place),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, document_id) references document (board_id, id)
    );
    create index document_text_words on document_text using gin (words);
    ${guard('document_text', list)}

    -- A spreadsheet on its way into the chronology, and afterwards the record that it was loaded.
    create table chronology_load (
      ${keys}, agency_id uuid,
      file_name text not null, sha256 text not null, bytes bigint not null,
      sheet text not null default '', headings jsonb not null default '[]', mapping jsonb not null default '{}',
      state text not null default 'draft' check (state in ('draft', 'loaded', 'dropped')),
      rows_read integer not null default 0, rows_added integer not null default 0, rows_same integer not null default 0,
      rows_left_out integer not null default 0,
      loaded_by uuid references account, loaded_at timestamptz,
      ${added}, ${edited}, ${ofReview},
      foreign key (board_id, agency_id) references agency (board_id, id)
    );
    ${guard('chronology_load', edit)}
    -- Its rows until it is loaded or dropped: the cells as they came, and what a person mended.
    create table chronology_row (
      board_id uuid not null, review_id uuid not null, load_id uuid not null, number integer not null,
      cells jsonb not null, mended jsonb not null default '{}', left_out boolean not null default false,
      primary key (board_id, load_id, number),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, load_id) references chronology_load (board_id, id)
    );
    ${guard('chronology_row', list)}
    -- How an agency's spreadsheets are to be read, by their headings.
    create table chronology_mapping (
      ${keys}, agency_id uuid not null, headings text not null, mapping jsonb not null,
      ${edited}, ${ofReview},
      unique (board_id, agency_id, headings),
      foreign key (board_id, agency_id) references agency (board_id, id)
    );
    ${guard('chronology_mapping', edit)}

    create table event (
      ${keys}, agency_id uuid not null,
      -- Half open; what the words cover: a day, a whole month or year, or from one day to another.
      period daterange not null check (not isempty(period) and lower(period) is not null and upper(period) is not null),
      exactness text not null check (exactness in ('day', 'month', 'year', 'range')),
      circa boolean not null default false, time_of_day time,
      description text not null check (description <> ''), source text not null default '',
      people text[] not null default '{}', stage text check (stage in ${stages}),
      -- What it was like for the child that day, and how it is known.
      child_experience text not null default '', child_basis text check (child_basis in ('said', 'seen', 'inferred')),
      document_id uuid, load_id uuid, load_row integer,
      -- SHA-256 of what it says: the same row in a second file adds nothing.
      fingerprint text not null,
      ${words(`description || ' ' || child_experience || ' ' || source`)},
      ${added}, ${withdrawn}, ${edited}, ${ofReview},
      foreign key (board_id, agency_id) references agency (board_id, id),
      foreign key (board_id, document_id) references document (board_id, id),
      foreign key (board_id, load_id) references chronology_load (board_id, id)
    );
    create index event_in_order on event (board_id, review_id, lower(period), time_of_day, id);
    create index event_same on event (board_id, review_id, fingerprint);
    create index event_words on event using gin (words);
    call app.secure_case('event', 'review_id');
    grant ${edit} on event to workbench_app;

    -- A conversation with a practitioner known by role, or a family member's perspective, by the schedule.
    create table conversation (
      ${keys}, about text not null check (about in ('practitioner', 'family')),
      role_label text not null check (role_label <> ''), agency_id uuid,
      held_on date, present text not null default '',
      consent text not null default 'not_asked' check (consent in ('not_asked', 'given', 'declined', 'withdrawn')),
      consent_on date, consent_terms text not null default '',
      purpose text not null default '', part text not null default '', went_well text not null default '',
      other_accounts text not null default '', would_change text not null default '',
      ${words(`part || ' ' || went_well || ' ' || other_accounts || ' ' || would_change`)},
      ${added}, ${withdrawn}, ${edited}, ${ofReview},
      foreign key (board_id, agency_id) references agency (board_id, id)
    );
    create index conversation_words on conversation using gin (words);
    ${guard('conversation', edit)}
    create table turning_point (
      ${keys}, conversation_id uuid not null, position integer not null default 0,
      moment text not null default '', happened_on date,
      thought text not null default '', forefront text not null default '', pressed text not null default '',
      concerns text not null default '', aim text not null default '', options text not null default '',
      ${words(`moment || ' ' || thought || ' ' || forefront || ' ' || pressed || ' ' || concerns || ' ' || aim || ' ' || options`)},
      ${edited}, ${ofReview},
      foreign key (board_id, conversation_id) references conversation (board_id, id)
    );
    create index turning_point_words on turning_point using gin (words);
    ${guard('turning_point', list, 'conversation_id')}
    -- In order of weight, the heaviest first.
    create table conversation_factor (
      ${keys}, conversation_id uuid not null, position integer not null default 0,
      heading text check (heading in ${headings}), text text not null default '',
      ${words('text')},
      ${edited}, ${ofReview},
      foreign key (board_id, conversation_id) references conversation (board_id, id)
    );
    ${guard('conversation_factor', list, 'conversation_id')}

    create table episode (
      ${keys}, number integer not null, title text not null check (title <> ''),
      period daterange not null check (not isempty(period) and lower(period) is not null and upper(period) is not null),
      what_happened text not null default '', appraisal text not null default '',
      ${words(`title || ' ' || what_happened || ' ' || appraisal`)},
      ${added}, ${withdrawn}, ${edited}, ${ofReview},
      unique (board_id, review_id, number)
    );
    create index episode_words on episode using gin (words);
    ${guard('episode', edit)}
    create table episode_event (
      board_id uuid not null, review_id uuid not null, episode_id uuid not null, event_id uuid not null,
      ${added},
      primary key (board_id, episode_id, event_id),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, episode_id) references episode (board_id, id),
      foreign key (board_id, event_id) references event (board_id, id)
    );
    ${guard('episode_event', list, 'event_id')}
    -- What could be seen then by one practitioner, without the outcome.
    create table tunnel_view (
      ${keys}, episode_id uuid not null, position integer not null default 0,
      role_label text not null default '', conversation_id uuid,
      knew text not null default '', thought text not null default '', aimed text not null default '',
      pressed text not null default '', options text not null default '',
      ${words(`role_label || ' ' || knew || ' ' || thought || ' ' || aimed || ' ' || pressed || ' ' || options`)},
      ${edited}, ${ofReview},
      foreign key (board_id, episode_id) references episode (board_id, id),
      foreign key (board_id, conversation_id) references conversation (board_id, id)
    );
    ${guard('tunnel_view', list, 'episode_id')}
    create table episode_factor (
      ${keys}, episode_id uuid not null, position integer not null default 0,
      heading text check (heading in ${headings}), level text check (level in ${levels}),
      text text not null default '', weight text check (weight in ('strong', 'moderate', 'slight')),
      ${words('text')},
      ${edited}, ${ofReview},
      foreign key (board_id, episode_id) references episode (board_id, id)
    );
    ${guard('episode_factor', list, 'episode_id')}

    -- What a part of a finding rests on: exactly one piece of evidence, and the place in it.
    create table pointer (
      ${keys}, finding_id uuid not null, position integer not null default 0,
      -- The list of the finding that it is from, and its row; the manifestation is the finding's own and has no row.
      from_part text not null check (from_part in ('manifestation', 'rationales', 'extent_evidence', 'factors')),
      from_row uuid, check ((from_row is null) = (from_part = 'manifestation')),
      episode_id uuid, event_id uuid, conversation_id uuid, document_id uuid,
      check (num_nonnulls(episode_id, event_id, conversation_id, document_id) = 1),
      -- The page of a document, the heading of a conversation, and the words themselves.
      page integer check (page > 0), heading text not null default '', quote text not null default '',
      ${edited}, ${ofReview},
      foreign key (board_id, finding_id) references finding (board_id, id),
      foreign key (board_id, episode_id) references episode (board_id, id),
      foreign key (board_id, event_id) references event (board_id, id),
      foreign key (board_id, conversation_id) references conversation (board_id, id),
      foreign key (board_id, document_id) references document (board_id, id)
    );
    ${guard('pointer', list, 'finding_id')}

    -- A job that runs for a Board, in no person's name.
    create function app.enter_job(p_board uuid) returns void language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      perform set_config('app.account_id', '', true), set_config('app.address', 'job', true),
        set_config('app.roles', 'job', true), set_config('app.board_ids', p_board::text, true),
        set_config('app.review_ids', '', true);
    end $$;
    revoke all on function app.enter_job from public;
    grant execute on function app.enter_job to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
