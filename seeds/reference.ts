import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { projectRoot } from '../server/root';

const read = (name: string): string => readFileSync(path.join(projectRoot, 'seeds', 'data', name), 'utf8');
const json = <Value>(name: string): Value => JSON.parse(read(name)) as Value;

interface Guidance {
  code: string;
  name: string;
  applies_to: string[];
  in_force_from: string | null;
  milestones: {
    code: string;
    name: string;
    rule: object | null;
    wording: string;
    strict: boolean;
    verified: boolean;
  }[];
}
interface Category {
  code: string;
  parent: string | null;
  name: string;
  definition: string;
  includes: string;
  excludes: string;
  examples?: string[];
}
interface Typology {
  editions: { edition: string; status: string; in_force_from: string; categories: Category[] }[];
  crosswalks: {
    from_edition: string;
    to_edition: string;
    steps: { from: string; change: string; to: string[] }[];
  }[];
}

/**
 * Loads what every workbench needs, demo or not: areas, guidance, bank holidays, methods, agencies and the
 * typology. Rows that are there are brought up to date, except editions of the typology, which never change.
 */
export async function loadReferenceData(owner: Knex): Promise<void> {
  await owner.transaction(async (tx) => {
    await upsert(tx, 'area', 'name', areas());
    const guidance = json<Guidance[]>('guidance.json');
    await upsert(
      tx,
      'guidance_edition',
      'code',
      guidance.map(({ code, name, applies_to, in_force_from }) => ({
        code,
        name,
        applies_to,
        in_force_from,
      })),
    );
    const milestones = guidance.flatMap(({ code: edition, milestones: list }) =>
      list.map((milestone, position) => ({
        ...milestone,
        edition,
        position,
        rule: JSON.stringify(milestone.rule),
      })),
    );
    await upsert(tx, 'guidance_milestone', 'edition,code', milestones);
    const holidays = json<{ date: string; name: string }[]>('bank-holidays.json');
    await upsert(
      tx,
      'bank_holiday',
      'on_date',
      holidays.map(({ date, name }) => ({ on_date: date, name })),
    );
    const methods = json<
      {
        code: string;
        name: string;
        description: string;
        words: object;
        stages: unknown[];
        headings?: unknown;
      }[]
    >('methods.json');
    await upsert(
      tx,
      'method',
      'code',
      methods.map(({ code, name, description, words, stages, headings }, position) => ({
        code,
        name,
        description,
        position,
        words: JSON.stringify(words),
        stages: JSON.stringify(stages),
        headings: JSON.stringify(headings ?? null),
      })),
    );
    const agencies = json<{ code: string; name: string }[]>('agencies.json');
    await upsert(
      tx,
      'agency_kind',
      'code',
      agencies.map((agency, position) => ({ ...agency, position })),
    );
    const kinds = json<{ code: string; name: string }[]>('document-kinds.json');
    await upsert(
      tx,
      'document_kind',
      'code',
      kinds.map((kind, position) => ({ ...kind, position })),
    );
    await loadTypology(tx);
  });
}

function areas(): { name: string; region: string }[] {
  const [, ...lines] = read('areas.csv').trim().split(/\r?\n/);
  return lines.map((line) => {
    const [name = '', region = ''] = line.split(',');
    return { name, region };
  });
}

async function upsert(tx: Knex, table: string, keys: string, rows: object[]): Promise<void> {
  await tx(table).insert(rows).onConflict(keys.split(',')).merge();
}

async function loadTypology(tx: Knex): Promise<void> {
  const typology = json<Typology>('typology.json');
  const known = new Set(
    (await tx('typology.edition').select<{ code: string }[]>('code')).map(({ code }) => code),
  );
  for (const { edition, status, in_force_from, categories } of typology.editions.filter(
    (one) => !known.has(one.edition),
  )) {
    // Categories and the way to them can only be written while their edition is a draft.
    await tx('typology.edition').insert({ code: edition, status: 'draft', in_force_from });
    await tx('typology.category').insert(
      categories.map(({ examples, ...category }, position) => ({
        ...category,
        edition,
        position,
        examples: JSON.stringify(examples ?? []),
      })),
    );
    for (const { from_edition, steps } of typology.crosswalks.filter((one) => one.to_edition === edition)) {
      await tx('typology.crosswalk_step').insert(
        steps.map(({ from, change, to }) => ({
          from_edition,
          to_edition: edition,
          from_code: from,
          change,
          to_codes: to,
        })),
      );
    }
    await tx('typology.edition').where({ code: edition }).update({ status });
  }
}
