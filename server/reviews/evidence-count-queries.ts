/** How much of each kind of evidence a review holds, and how its method stands: for its task list. */
export interface ReviewEvidence {
  agencies: number;
  documents: number;
  /** Documents whose text is still to be read, or that the scanner has not yet passed. */
  documents_waiting: number;
  events: number;
  /** Events that say what it was like for the child. */
  child_events: number;
  /** Conversations with practitioners, and those that were held. */
  conversations: number;
  held: number;
  /** Of these, those whose practitioner has read the record, and agreed it or corrected it. */
  checked_back: number;
  family: number;
  family_held: number;
  episodes: number;
  episodes_with_view: number;
  /** Factors of findings and of episodes, whether or not they have a level yet. */
  factors: number;
  /** As the method's row has them. */
  words: unknown;
  stages: unknown;
  /** The stage that a lead reviewer said last, and who said so. */
  stage: { stage: string; by_name: string; at: string } | null;
}

const of = (alias: string): string => `${alias}.board_id = r.board_id and ${alias}.review_id = r.id`;
const current = (alias: string): string => `${of(alias)} and ${alias}.withdrawn_at is null`;

/** A column for the query that reads a review `r`. What was withdrawn is not counted. */
export const REVIEW_EVIDENCE = `, (
  select jsonb_build_object(
    'agencies', (select count(*) from agency a where ${of('a')}),
    'documents', d.n, 'documents_waiting', d.waiting, 'events', v.n, 'child_events', v.child,
    'conversations', c.n, 'held', c.held, 'checked_back', c.agreed, 'family', c.family, 'family_held', c.family_held,
    'episodes', e.n, 'episodes_with_view', e.with_view,
    'factors', (select count(*) from factor f where ${of('f')})
             + (select count(*) from episode_factor f join episode x on x.board_id = f.board_id and x.id = f.episode_id
                 where ${of('f')} and x.withdrawn_at is null),
    'words', m.words, 'stages', m.stages,
    'stage', (select jsonb_build_object('stage', s.stage, 'by_name', a.name, 'at', s.set_at)
                from method_stage s join account a on a.id = s.set_by where ${of('s')} order by s.set_at desc, s.id desc limit 1))
    from method m,
         (select count(*) as n, count(*) filter (where d.reading = 'waiting' or d.scan = 'held') as waiting from document d where ${current('d')}) d,
         (select count(*) as n, count(*) filter (where v.child_experience <> '') as child from event v where ${current('v')}) v,
         (select count(*) filter (where c.about = 'practitioner') as n,
                 count(*) filter (where c.about = 'practitioner' and c.held_on is not null) as held,
                 count(*) filter (where c.about = 'practitioner' and exists (select 1 from check_back k
                   where k.board_id = c.board_id and k.conversation_id = c.id and k.finished_at is not null)) as agreed,
                 count(*) filter (where c.about = 'family') as family,
                 count(*) filter (where c.about = 'family' and c.held_on is not null) as family_held
            from conversation c where ${current('c')}) c,
         (select count(*) as n, count(*) filter (where exists (select 1 from tunnel_view t where t.board_id = e.board_id and t.episode_id = e.id)) as with_view
            from episode e where ${current('e')}) e
   where m.code = r.method) as evidence`;
