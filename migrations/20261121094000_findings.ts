import type { Knex } from 'knex';

/** Findings by METHOD section 3, their frozen versions, and the steps of their approval. */
export async function up(knex: Knex): Promise<void> {
  const part = (name: string, columns: string): string => `
    create table ${name} (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null, finding_id uuid not null,
      position integer not null default 0,
      ${columns},
      version integer not null default 1, updated_by uuid references account, updated_at timestamptz not null default now(),
      primary key (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, finding_id) references finding (board_id, id)
    );
    create index ${name}_of on ${name} (board_id, finding_id);
    call app.secure_case('${name}', 'review_id');
    grant select, insert, update, delete on ${name} to workbench_app;
  `;
  const spread = `('person', 'team', 'agency', 'local_multi_agency', 'regional', 'national')`;
  await knex.raw(`
    create table finding (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null,
      number integer not null,
      state text not null default 'draft' check (state in ('draft', 'submitted', 'returned', 'approved')),
      statement text not null default '', polarity text check (polarity in ('less_safe', 'safer')),
      issue text not null default '', manifestation text not null default '',
      extent text check (extent in ('case_specific', 'wider', 'not_known')),
      extent_reason text not null default '', prevalence text not null default '',
      spread text check (spread in ${spread}),
      search_where text not null default '', search_terms text not null default '', search_on date,
      search_found text not null default '',
      matters text not null default '',
      stage text check (stage in ('universal_services', 'early_help', 'contact_referral', 'strategy_investigation',
        'assessment', 'child_in_need', 'cp_conference_plan', 'court_care', 'leaving_care')),
      written_by uuid not null references account,
      version integer not null default 1, updated_by uuid references account, updated_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      primary key (board_id, id), unique (id), unique (board_id, review_id, number),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    call app.secure_case('finding', 'review_id');
    grant select, insert, update on finding to workbench_app;
    ${part(
      'rationale',
      `
      role_label text not null, knew text not null default '', aimed text not null default '', pressed text not null default '',
      options text not null default '', sense text not null default '',
      source_kind text check (source_kind in ('conversation', 'document')), source text not null default ''`,
    )}
    ${part(
      'extent_evidence',
      `
      kind text check (kind in ('audit', 'interview', 'data', 'other_review', 'inspection', 'research', 'staff_survey')),
      reach text check (reach in ${spread}),
      outside_case boolean not null default false, shows text not null default ''`,
    )}
    ${part(
      'factor',
      `
      heading text check (heading in ('family', 'personal', 'role', 'conditions', 'own_team', 'inter_agency',
        'culture_management', 'political', 'other')),
      level text check (level in ('child_family', 'practitioner', 'team_workplace', 'agency', 'local_system', 'national')),
      text text not null default '', evidence text not null default '',
      weight text check (weight in ('strong', 'moderate', 'slight'))`,
    )}
    ${part(
      'reference',
      `
      citation text not null default '',
      kind text check (kind in ('empirical_study', 'review_of_research', 'inquiry_or_review', 'theory', 'official_statistics', 'guidance')),
      bearing text check (bearing in ('supports', 'qualifies', 'contradicts')), adds text not null default ''`,
    )}
    ${part('board_question', `text text not null default ''`)}
    ${part(
      'finding_tag',
      `
      edition text not null, category text not null, rationale text not null default '', extract text not null default '',
      suggested_name text not null default '',
      foreign key (edition, category) references typology.category (edition, code)`,
    )}
    create unique index finding_tag_once on finding_tag (board_id, finding_id, edition, category);

    -- What was sent to the chair: whole, canonical JSON, its SHA-256 checked by the database.
    create table finding_version (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null, finding_id uuid not null,
      number integer not null, content text not null,
      sha256 text not null check (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
      state text not null default 'submitted' check (state in ('submitted', 'returned', 'withdrawn', 'approved', 'superseded')),
      submitted_by uuid not null references account, submitted_at timestamptz not null default now(),
      approved_by uuid references account, approved_at timestamptz,
      primary key (board_id, id), unique (id), unique (board_id, finding_id, number),
      check ((approved_at is not null) = (state in ('approved', 'superseded'))),
      check ((approved_at is null) = (approved_by is null)),
      -- No one approves what they wrote (METHOD section 14).
      check (approved_by <> submitted_by),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, finding_id) references finding (board_id, id)
    );
    call app.secure_case('finding_version', 'review_id');
    grant select, insert, update on finding_version to workbench_app;
    -- One version of a finding counts at a time, and one waits for the chair at a time.
    create unique index one_version_approved on finding_version (board_id, finding_id) where state = 'approved';
    create unique index one_version_submitted on finding_version (board_id, finding_id) where state = 'submitted';
    -- Only the decision is ever written on it, once; afterwards an approved version can be superseded, no more.
    create function app.keep_versions_frozen() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE'
         or (new.board_id, new.id, new.review_id, new.finding_id, new.number, new.content, new.sha256, new.submitted_by, new.submitted_at)
            is distinct from
            (old.board_id, old.id, old.review_id, old.finding_id, old.number, old.content, old.sha256, old.submitted_by, old.submitted_at)
         or (old.state <> 'submitted' and (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at))
         or not (new.state = old.state
                 or (old.state = 'submitted' and new.state in ('returned', 'withdrawn', 'approved'))
                 or (old.state = 'approved' and new.state = 'superseded')) then
        raise exception 'a version that was sent is frozen' using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger frozen before update or delete on finding_version for each row execute function app.keep_versions_frozen();

    -- A step of the approval is a row: who, what, when, with what words.
    create table finding_step (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null, finding_id uuid not null,
      version_id uuid,
      action text not null check (action in ('submit', 'withdraw', 'return', 'approve', 'reopen')),
      from_state text not null, to_state text not null, comment text not null default '',
      by_account uuid not null references account, at timestamptz not null default now(),
      primary key (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, finding_id) references finding (board_id, id),
      foreign key (board_id, version_id) references finding_version (board_id, id)
    );
    create index finding_step_of on finding_step (board_id, finding_id, at);
    call app.secure_case('finding_step', 'review_id');
    grant select, insert on finding_step to workbench_app;

    create table finding_comment (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null, finding_id uuid not null,
      version_id uuid, part text not null, text text not null,
      by_account uuid not null references account, at timestamptz not null default now(),
      -- Its writer took it off the page before the version was decided.
      removed_at timestamptz,
      primary key (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, finding_id) references finding (board_id, id),
      foreign key (board_id, version_id) references finding_version (board_id, id)
    );
    create index finding_comment_of on finding_comment (board_id, finding_id, at);
    call app.secure_case('finding_comment', 'review_id');
    grant select, insert, update (removed_at) on finding_comment to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
