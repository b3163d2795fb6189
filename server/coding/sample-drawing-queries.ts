import type { Tx } from '../database/with-actor';
import type { Drawable } from './sample';
import type { CodedTag, Origin } from './sample-queries';

/** What may be drawn, with its first coding as it stands. */
export interface DrawableFinding extends Drawable {
  origin: Origin;
  review_id: string;
  finding_id: string;
  tags: CodedTag[];
  first_coder: string | null;
}

export async function readDrawable(
  tx: Tx,
  edition: string,
  origin: Origin | 'both',
): Promise<DrawableFinding[]> {
  const answer = await tx.raw<{ rows: DrawableFinding[] }>('select * from national.drawable(?, ?)', [
    edition,
    origin,
  ]);
  return answer.rows;
}

/** Lets one sample be drawn at a time, and gives it its number. */
export async function nextSampleNumber(tx: Tx): Promise<number> {
  await tx.raw(`select pg_advisory_xact_lock(hashtext('national.sample'))`);
  const answer = await tx.raw<{ rows: [{ next: number }] }>(
    'select coalesce(max(number), 0) + 1 as next from national.sample',
  );
  return answer.rows[0].next;
}

export interface NewSample {
  number: number;
  edition: string;
  seed: string;
  origin: Origin | 'both';
  drawnBy: string;
  at: Date;
}

export async function insertSample(
  tx: Tx,
  sample: NewSample,
  drawn: readonly DrawableFinding[],
): Promise<string> {
  const [row] = await tx('national.sample')
    .insert({
      number: sample.number,
      edition: sample.edition,
      seed: sample.seed,
      size: drawn.length,
      origin: sample.origin,
      drawn_by: sample.drawnBy,
      drawn_at: sample.at,
    })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('The sample was not kept');
  await tx('national.sample_finding').insert(
    drawn.map(({ key, origin, review_id, finding_id, tags, first_coder }, n) => ({
      sample_id: row.id,
      place: n + 1,
      key,
      origin,
      review_id,
      finding_id,
      first_tags: JSON.stringify(tags),
      first_coder,
    })),
  );
  return row.id;
}
