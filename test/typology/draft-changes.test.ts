import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Refused } from '../../server/http/errors';
import { crosswalkGaps, namedInVain, publicationGaps } from '../../server/typology/crosswalk-gaps';
import { added, moved, removed, retired, reworded } from '../../server/typology/draft-changes';
import { broughtBack as returned } from '../../server/typology/draft-return';
import { merged, split, steppedTo } from '../../server/typology/draft-mergers';
import { otherOrder, putAfter } from '../../server/typology/draft-order';
import { changesOf, marksOf } from '../../server/typology/draft-marks';
import {
  categoryIn,
  inOrder,
  stepFrom,
  stepsTo,
  type CategoryWords,
  type Draft,
  type DraftStep,
  type PlacedCategory,
} from '../../server/typology/draft-model';

interface Edition {
  edition: string;
  categories: (PlacedCategory & { examples?: string[] })[];
}
const typology = JSON.parse(readFileSync(path.join(process.cwd(), 'seeds/data/typology.json'), 'utf8')) as {
  editions: Edition[];
  crosswalks: { steps: DraftStep[] }[];
};
const categoriesOf = (edition: string): PlacedCategory[] =>
  (typology.editions.find((one) => one.edition === edition)?.categories ?? []).map((one) => ({
    ...one,
    examples: one.examples ?? [],
  }));
const base = categoriesOf('2012');

const begun = (): Draft => ({
  code: '2014',
  base: '2012',
  baseCategories: base,
  categories: base.map((one) => ({ ...one, version: 1 })),
  steps: base.map(({ code }) => ({ from: code, change: 'same', to: [code], reason: '' })),
});
const words = (code: string, name = code): CategoryWords => ({
  code,
  name,
  definition: 'What it is',
  includes: '',
  excludes: '',
  examples: [],
});
const broughtBack = (draft: Draft, from: string): Draft => returned(draft, from).draft;
const stepOf = (draft: Draft, code: string): string => {
  const step = stepFrom(draft, code);
  return `${step?.change} ${step?.to.join(' ')}`.trim();
};
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  return 'was not refused';
};

describe('a change of a draft keeps the crosswalk right', () => {
  it('words alone leave it the same, and are said to be reworded', () => {
    const own = categoryIn(begun(), 'MGT.SUP');
    const draft = reworded(begun(), 'MGT.SUP', { ...own, definition: 'Other words' });
    expect(stepOf(draft, 'MGT.SUP')).toBe('same MGT.SUP');
    expect(marksOf(draft, categoryIn(draft, 'MGT.SUP'))).toEqual(['reworded']);
    expect(changesOf(draft)).toMatchObject([{ words: 'reworded', kind: 'follow' }]);
  });

  it('another name or code is renamed, and what stands in a part follows its code', () => {
    let draft = reworded(begun(), 'MGT', { ...categoryIn(begun(), 'MGT'), code: 'MAN' });
    draft = reworded(draft, 'MGT.SUP', { ...categoryIn(draft, 'MGT.SUP'), name: 'Supervision' });
    expect(stepOf(draft, 'MGT')).toBe('renamed MAN');
    expect(stepOf(draft, 'MGT.SUP')).toBe('renamed MGT.SUP');
    expect(stepOf(draft, 'MGT.CAP')).toBe('same MGT.CAP');
    expect(categoryIn(draft, 'MGT.SUP').parent).toBe('MAN');
    expect(marksOf(draft, categoryIn(draft, 'MAN'))).toEqual(['new code, was MGT']);
    expect(crosswalkGaps(draft)).toEqual([]);
  });

  it('moves, also to be a part; moved says more than renamed', () => {
    let draft = moved(begun(), 'LTW.CHA', 'MGT');
    draft = reworded(draft, 'LTW.CHA', {
      ...categoryIn(draft, 'LTW.CHA'),
      code: 'MGT.CHA',
      name: 'Challenge',
    });
    draft = moved(draft, 'TOOL.REC', null);
    expect(stepOf(draft, 'LTW.CHA')).toBe('moved MGT.CHA');
    expect(marksOf(draft, categoryIn(draft, 'MGT.CHA'))).toEqual([
      'moved from “Longer-term work”',
      'renamed from “Challenge and escalation”',
      'new code, was LTW.CHA',
    ]);
    expect(stepOf(draft, 'TOOL.REC')).toBe('moved TOOL.REC');
    expect(crosswalkGaps(draft)).toEqual([]);
    expect(stepOf(moved(draft, 'MGT.CHA', 'LTW'), 'LTW.CHA')).toBe('renamed MGT.CHA');
  });

  it('merges several into one that is there, or a new one', () => {
    const into = merged(begun(), ['MGT.CAP', 'MGT.MES'], 'MGT.SUP');
    expect([stepOf(into, 'MGT.CAP'), stepOf(into, 'MGT.MES'), stepOf(into, 'MGT.SUP')]).toEqual([
      'merged_into MGT.SUP',
      'merged_into MGT.SUP',
      'same MGT.SUP',
    ]);
    expect(into.categories.some(({ code }) => code === 'MGT.CAP')).toBe(false);
    const made = merged(begun(), ['LTW.INF', 'LTW.CHA'], { words: words('LTW.MIX'), parent: 'LTW' });
    expect([stepOf(made, 'LTW.INF'), stepOf(made, 'LTW.CHA')]).toEqual([
      'merged_into LTW.MIX',
      'merged_into LTW.MIX',
    ]);
    expect(marksOf(made, categoryIn(made, 'LTW.MIX'))).toEqual([
      'takes in “Information and its meaning” and “Challenge and escalation”',
    ]);
    // A merger of one is none.
    expect(stepOf(broughtBack(made, 'LTW.CHA'), 'LTW.INF')).toBe('renamed LTW.MIX');
    const parts = merged(begun(), ['TOOL'], 'MGT');
    expect(categoryIn(parts, 'TOOL.FRM').parent).toBe('MGT');
    expect(stepOf(parts, 'TOOL.FRM')).toBe('moved TOOL.FRM');
    expect(changesOf(parts).map(({ from, words: said }) => `${from.code} ${said}`)).toEqual([
      'TOOL merged into “Management systems” (MGT)',
      'TOOL.FRM moved from “Tools”',
      'TOOL.REC moved from “Tools”',
    ]);
    // A part that is merged into a new one alone lives on in it, and nothing in it has moved.
    const renamed = merged(begun(), ['TOOL'], { words: words('INS'), parent: null });
    expect([stepOf(renamed, 'TOOL'), stepOf(renamed, 'TOOL.FRM')]).toEqual(['renamed INS', 'same TOOL.FRM']);
    expect(crosswalkGaps(renamed)).toEqual([]);
    for (const one of [into, made, parts]) expect(crosswalkGaps(one)).toEqual([]);
  });

  it('splits into what stays, what is there and what is new', () => {
    const draft = split(begun(), 'LTW.INF', {
      kept: true,
      others: ['TOOL.REC'],
      made: [{ words: words('LTW.NEW'), parent: 'LTW' }],
    });
    expect(stepOf(draft, 'LTW.INF')).toBe('split_into LTW.INF TOOL.REC LTW.NEW');
    expect(marksOf(draft, categoryIn(draft, 'LTW.NEW'))).toEqual([
      'takes a part of “Information and its meaning”',
    ]);
    expect(changesOf(draft)).toMatchObject([{ kind: 'again' }]);
    expect(crosswalkGaps(draft)).toEqual([]);
    // What a merger took in is split with it.
    const both = split(merged(begun(), ['MGT.CAP'], 'MGT.SUP'), 'MGT.SUP', {
      kept: false,
      others: ['MGT.MES', 'MGT.EXP'],
      made: [],
    });
    expect(stepOf(both, 'MGT.CAP')).toBe('split_into MGT.MES MGT.EXP');
    expect(crosswalkGaps(both)).toEqual([]);
  });

  it('retires with a reason, and brings back to the same place', () => {
    const draft = retired(begun(), 'INC.NAR', 'No finding in six years');
    expect(stepFrom(draft, 'INC.NAR')).toMatchObject({
      change: 'retired',
      to: [],
      reason: 'No finding in six years',
    });
    expect(changesOf(draft)).toMatchObject([{ kind: 'behind' }]);
    const back = broughtBack(draft, 'INC.NAR');
    expect(back.categories.map(({ code }) => code)).toEqual(base.map(({ code }) => code));
    expect(changesOf(back)).toEqual([]);
  });

  it('undoes the whole step: what a merger took along returns, what was made for a split goes, or why it stays', () => {
    const { draft, ...told } = returned(merged(begun(), ['TOOL'], 'MGT'), 'TOOL');
    expect(changesOf(draft)).toEqual([]);
    expect(draft.categories.map(({ code }) => code)).toEqual(base.map(({ code }) => code));
    expect(told.followed.map(({ code }) => code)).toEqual(['TOOL.FRM', 'TOOL.REC']);
    const gone = retired(merged(begun(), ['TOOL'], 'MGT'), 'TOOL.FRM', 'no');
    const elsewhere = returned(gone, 'TOOL.FRM');
    expect([elsewhere.elsewhere?.code, stepOf(elsewhere.draft, 'TOOL.FRM')]).toEqual([
      'MGT',
      'moved TOOL.FRM',
    ]);
    expect(refusal(() => returned(elsewhere.draft, 'TOOL.FRM'))).toMatch(
      /“Tools” is not in the draft as it was/,
    );

    const own = added(begun(), words('LTW.OWN', 'Its own'), 'LTW');
    const apart = split(own, 'LTW.INF', {
      kept: true,
      others: ['LTW.OWN'],
      made: [{ words: words('LTW.NEW', 'Made'), parent: 'LTW' }],
    });
    const undone = returned(apart, 'LTW.INF');
    expect([undone.removed.map(({ code }) => code), undone.stays]).toEqual([['LTW.NEW'], []]);
    // What was added for its own sake stays as it was.
    expect(undone.draft.categories.map(({ code }) => code)).toEqual(own.categories.map(({ code }) => code));
    expect(changesOf(undone.draft)).toEqual([]);
    for (const [draftNow, answered, because] of [
      [
        steppedTo(apart, 'LTW.CHA', ['LTW.NEW', 'LTW.CHA'], ''),
        [],
        /“Challenge and escalation” leads there too/,
      ],
      [apart, ['LTW.NEW'], /were answered with it/],
    ] as const) {
      const left = returned(draftNow, 'LTW.INF', answered);
      expect(left.removed).toEqual([]);
      expect(left.stays[0]?.because).toMatch(because);
      expect(stepOf(left.draft, 'LTW.INF')).toBe('same LTW.INF');
    }
  });

  it('brings back what another lives on in by now: that one is merged into it', () => {
    const kept = split(begun(), 'BIAS.EMO', { kept: true, others: ['BIAS'], made: [] });
    const other = steppedTo(kept, 'FAM.ACC', ['BIAS.EMO'], '');
    expect(stepOf(other, 'FAM.ACC')).toBe('moved BIAS.EMO');
    const back = broughtBack(other, 'BIAS.EMO');
    expect([stepOf(back, 'BIAS.EMO'), stepOf(back, 'FAM.ACC')]).toEqual([
      'same BIAS.EMO',
      'merged_into BIAS.EMO',
    ]);
    expect(crosswalkGaps(back)).toEqual([]);
  });

  it('says outright what became of a category, to mend a gap', () => {
    const gone = { ...begun(), steps: begun().steps.filter(({ from }) => from !== 'FAM.ENG') };
    expect(crosswalkGaps(gone)).toMatchObject([{ mend: { step: 'FAM.ENG' } }]);
    expect(stepOf(steppedTo(gone, 'FAM.ENG', ['FAM.ENG'], ''), 'FAM.ENG')).toBe('same FAM.ENG');
    expect(stepOf(steppedTo(begun(), 'FAM.ENG', ['FAM.CHI'], ''), 'FAM.ENG')).toBe('merged_into FAM.CHI');
    expect(stepOf(steppedTo(begun(), 'FAM.ENG', [], 'Gone'), 'FAM.ENG')).toBe('retired');
    const twice = steppedTo(begun(), 'FAM.ENG', ['FAM.CHI', 'FAM.ADU'], '');
    expect(stepOf(twice, 'FAM.ENG')).toBe('split_into FAM.CHI FAM.ADU');
    expect(twice.categories.some(({ code }) => code === 'FAM.ENG')).toBe(false);
  });
});

it('refuses, in words that say how to mend, what would break the edition', () => {
  const draft = begun();
  const cases: [() => unknown, RegExp][] = [
    [() => retired(draft, 'X', 'no'), /“Does not fit” cannot be retired/],
    [() => moved(draft, 'X', 'MGT'), /cannot be moved/],
    [() => split(draft, 'X', { kept: true, others: ['MGT'], made: [] }), /cannot be split/],
    [() => merged(draft, ['X'], 'MGT'), /cannot be merged/],
    [() => merged(draft, ['MGT.SUP'], 'X'), /Nothing is merged into/],
    [() => reworded(draft, 'X', words('Y')), /cannot be given another code/],
    [() => steppedTo(draft, 'X', [], 'no'), /cannot be anything else/],
    [() => steppedTo(draft, 'MGT.SUP', ['X', 'MGT'], ''), /Nothing is split into/],
    [() => added(draft, words('MGT.SUP'), 'MGT'), /has the code MGT.SUP already/],
    [() => added(draft, words('mgt sup'), 'MGT'), /capitals and digits/],
    [() => added(draft, words('LTW.CUL'), 'FAM'), /begins with FAM\. like FAM\.CUL/],
    [() => added(draft, words('CUL'), 'FAM'), /begins with FAM\. like FAM\.CUL/],
    [() => added(draft, words('FAM.CUL'), null), /code of a part has no point/],
    [
      () => reworded(added(draft, words('FAM.CUL'), 'FAM'), 'FAM.CUL', words('LTW.CUL')),
      /begins with FAM\. like FAM\.CUL/,
    ],
    [() => added(draft, words('X.A'), 'X'), /Nothing stands under/],
    [() => added(draft, words('MGT.A'), 'MGT.SUP'), /Choose a part/],
    [() => moved(draft, 'MGT', 'LTW'), /two levels/],
    [() => moved(draft, 'MGT', 'MGT'), /cannot stand in itself/],
    [() => moved(draft, 'MGT.SUP', 'MGT'), /stands there already/],
    [() => retired(draft, 'MGT', 'no'), /4 categories in it/],
    [() => merged(draft, ['MGT'], 'MGT.SUP'), /stands in “Management systems”/],
    [() => merged(draft, ['MGT'], 'LTW.INF'), /only a part can take them/],
    [() => merged(draft, ['MGT.SUP'], 'MGT.SUP'), /Choose the category/],
    [() => split(draft, 'MGT', { kept: false, others: ['LTW', 'INC'], made: [] }), /Let it stay/],
    [() => split(draft, 'MGT.SUP', { kept: true, others: [], made: [] }), /two categories or more/],
    [
      () => retired(merged(draft, ['MGT.CAP'], 'MGT.SUP'), 'MGT.SUP', 'no'),
      /Capacity and gaps also leads here/,
    ],
    [
      () => removed(merged(draft, ['MGT.CAP'], { words: words('MGT.Z'), parent: 'MGT' }), 'MGT.Z'),
      /leads here/,
    ],
    [() => removed(draft, 'MGT.SUP'), /leads here/],
    [() => retired(added(draft, words('MGT.Z'), 'MGT'), 'MGT.Z', 'no'), /new in the draft/],
    [
      () => broughtBack(added(retired(draft, 'MGT.SUP', 'no'), words('MGT.SUP', 'Other'), 'MGT'), 'MGT.SUP'),
      /“Other” has the code/,
    ],
  ];
  for (const [work, said] of cases) expect(refusal(work)).toMatch(said);
  const emptied = ['MGT.CAP', 'MGT.MES', 'MGT.SUP', 'MGT.EXP', 'MGT'].reduce(
    (one, code) => retired(one, code, 'no'),
    draft,
  );
  expect(refusal(() => broughtBack(emptied, 'MGT.SUP'))).toMatch(/Bring that back first/);
});

describe('gaps of a crosswalk', () => {
  const gapsWith = (step: Partial<DraftStep> & { from: string }): string[] => {
    const draft = begun();
    const steps = draft.steps.map((one) => (one.from === step.from ? { ...one, ...step } : one));
    return crosswalkGaps({ ...draft, steps }).map(({ words: said }) => said);
  };

  it('are none in the crosswalk that the workbench came with, nor in a draft that begins', () => {
    const steps = (typology.crosswalks[0]?.steps ?? []).map((step) => ({ ...step, reason: '' }));
    expect(
      crosswalkGaps({ baseCategories: categoriesOf('2008'), categories: begun().categories, steps }),
    ).toEqual([]);
    expect(publicationGaps(begun())).toEqual([]);
  });

  it.each<[Partial<DraftStep> & { from: string }, RegExp]>([
    [{ from: 'MGT.SUP', to: ['GONE'] }, /leads to GONE, which the draft does not have/],
    [{ from: 'MGT.SUP', change: 'split_into', to: ['MGT.SUP', 'MGT.SUP'] }, /twice/],
    [{ from: 'MGT.SUP', change: 'split_into', to: ['MGT.SUP'] }, /two categories or more/],
    [{ from: 'MGT.SUP', change: 'retired' }, /still leads somewhere/],
    [{ from: 'MGT.SUP', change: 'merged_into', to: [] }, /leads to no category/],
    [{ from: 'MGT.SUP', change: 'renamed', to: ['MGT.CAP', 'MGT.SUP'] }, /leads to several/],
    [
      { from: 'MGT.SUP', change: 'same', to: ['MGT.CAP'] },
      /is called the same, and is now “Capacity and gaps”/,
    ],
    [{ from: 'MGT.SUP', change: 'moved' }, /stands where it stood/],
    [{ from: 'X', change: 'retired', to: [] }, /must stay/],
  ])('%j', (step, said) => {
    expect(gapsWith(step).join(' ')).toMatch(said);
  });

  it('are steps too many, unknown ones, two that live on in one, a category that says nothing, no X', () => {
    const draft = begun();
    const [first] = draft.steps;
    const twice = { ...draft, steps: [...draft.steps, ...(first ? [first] : [])] };
    expect(
      crosswalkGaps(twice)
        .map(({ words: said }) => said)
        .join(' '),
    ).toMatch(/has 2 steps/);
    const unknown = {
      ...draft,
      steps: [...draft.steps, { from: 'NO', change: 'retired' as const, to: [], reason: '' }],
    };
    expect(crosswalkGaps(unknown)[0]?.words).toMatch(/does not have/);
    expect(gapsWith({ from: 'MGT.SUP', change: 'renamed', to: ['MGT.CAP'] }).join(' ')).toMatch(
      /each live on in/,
    );
    const mute = {
      ...draft,
      categories: draft.categories.map((one) => (one.code === 'MGT' ? { ...one, definition: ' ' } : one)),
    };
    // Words that name what is not there are told of and keep nothing back.
    expect(namedInVain(draft)).toEqual([]);
    const told = namedInVain(
      reworded(draft, 'FAM.ADU', { ...words('FAM.ADU', 'Adults'), excludes: 'it (see FAM.ZZZ); see MGT' }),
    );
    expect(told).toMatchObject([
      { words: expect.stringContaining('see FAM.ZZZ, which') as string, mend: { category: 'FAM.ADU' } },
    ]);
    expect(publicationGaps(mute)).toMatchObject([{ mend: { category: 'MGT' } }]);
    const noX = { ...draft, categories: draft.categories.filter(({ code }) => code !== 'X') };
    expect(
      crosswalkGaps(noX)
        .map(({ words: said }) => said)
        .join(' '),
    ).toMatch(/no “Does not fit”/);
  });
});

describe('the order', () => {
  const codes = (draft: Draft, parent: string | null): string[] =>
    draft.categories.filter((one) => one.parent === parent).map(({ code }) => code);

  it('is changed among those that stand beside each other, and told of where what lived on stands otherwise', () => {
    const first = putAfter(begun(), 'MGT.SUP', null);
    expect(codes(first, 'MGT')).toEqual(['MGT.SUP', 'MGT.CAP', 'MGT.MES', 'MGT.EXP']);
    expect(otherOrder(first)).toEqual(['“Management systems”']);
    const back = putAfter(first, 'MGT.SUP', 'MGT.MES');
    expect(back.categories).toEqual(begun().categories);
    const part = putAfter(begun(), 'BIAS', 'MGT');
    expect(codes(part, null).slice(-2)).toEqual(['BIAS', 'X']);
    expect(codes(part, 'BIAS')).toEqual(['BIAS.COG', 'BIAS.EMO']);
    expect(otherOrder(part)).toEqual(['the parts']);
    // What was moved or is new has no order that it left.
    expect(otherOrder(added(moved(begun(), 'LTW.CHA', 'MGT'), words('MGT.A'), 'MGT'))).toEqual([]);
    for (const draft of [first, back, part]) {
      expect(changesOf(draft)).toEqual([]);
      expect(crosswalkGaps(draft)).toEqual([]);
    }
    for (const [code, after, said] of [
      ['X', null, /cannot be put elsewhere/],
      ['MGT', 'X', /stands beside it/],
      ['MGT.SUP', 'LTW.CHA', /stands beside it/],
      ['MGT.CAP', null, /stands there already/],
    ] as const)
      expect(refusal(() => putAfter(begun(), code, after))).toMatch(said);
  });
});

/**
 * Where each category of the older edition is, told by the acts alone and not by the crosswalk: what the crosswalk must
 * come to. Categories are known by their codes, which a recoding changes everywhere.
 */
class Homes {
  private readonly of = new Map(base.map(({ code }) => [code, new Set([code])]));

  /** A category becomes others, wherever something had come to it. */
  becomes(code: string, others: readonly string[]): void {
    for (const [from, to] of this.of)
      this.of.set(from, new Set([...to].flatMap((one) => (one === code ? others : [one]))));
  }

  say(from: string, to: readonly string[]): void {
    this.of.set(from, new Set(to));
  }

  /** The category that an older one lives on in alone, which is called back with everything that came to it. */
  alone(from: string): string | undefined {
    const own = this.of.get(from);
    return own?.size === 1 ? [...own][0] : undefined;
  }

  said(): Record<string, string[]> {
    return Object.fromEntries([...this.of].map(([from, to]) => [from, [...to].sort()]));
  }
}

/** What a step may be called that leads to none, one, several. */
const KINDS = [['retired'], ['same', 'renamed', 'moved', 'merged_into'], ['split_into']];

it('whatever an editor does, the crosswalk leads where the acts led, is complete, and the edition stays whole', () => {
  const pick = fc.nat(60);
  const act = fc.tuple(
    fc.constantFrom(
      ...([
        'reword',
        'recode',
        'add',
        'move',
        'merge',
        'split',
        'retire',
        'remove',
        'back',
        'step',
        'put',
      ] as const),
    ),
    pick,
    pick,
    pick,
  );
  const done: Record<string, number> = {};
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      let draft = begun();
      const homes = new Homes();
      acts.forEach(([verb, a, b, c], index) => {
        const before = draft;
        const code = (n: number): string => before.categories[n % before.categories.length]?.code ?? '';
        const old = (n: number): string => base[n % base.length]?.code ?? '';
        const made = (n: number) => {
          const parent = c % 2 ? null : code(c);
          const stem = parent === null ? '' : `${parent.split('.')[0]}.`;
          return { words: words(`${stem}N${index}${n % 3}`), parent };
        };
        const own = code(a);
        const loose = (n: number): string => {
          const free = before.categories.filter((one) => stepsTo(before, one.code).length === 0);
          return free[n % free.length]?.code ?? own;
        };
        const other = b % 3 ? `C${index}` : old(b);
        const into = b % 3 ? code(b) : made(1);
        const target = typeof into === 'string' ? into : into.words.code;
        const splitInto = { kept: b % 2 === 0, others: [code(c)], made: [made(2)] };
        const steps = [code(b), code(c)].slice(0, a % 3);
        const verbs: Record<typeof verb, [work: () => Draft, then: () => void]> = {
          reword: [
            () =>
              reworded(draft, own, { ...categoryIn(draft, own), name: `Name ${c % 4}`, definition: 'Other' }),
            () => undefined,
          ],
          recode: [
            () => reworded(draft, own, { ...categoryIn(draft, own), code: other }),
            () => homes.becomes(own, [other]),
          ],
          add: [() => added(draft, made(0).words, made(0).parent), () => undefined],
          move: [() => moved(draft, own, b % 4 ? code(b) : null), () => undefined],
          merge: [
            () => merged(draft, [own, code(c)], into),
            () => [own, code(c)].forEach((one) => homes.becomes(one, [target])),
          ],
          split: [
            () => split(draft, own, splitInto),
            () =>
              homes.becomes(own, [
                ...(splitInto.kept ? [own] : []),
                ...splitInto.others.filter((one) => splitInto.kept || one !== own),
                ...splitInto.made.map((one) => one.words.code),
              ]),
          ],
          retire: [() => retired(draft, own, 'no'), () => homes.becomes(own, [])],
          remove: [() => removed(draft, loose(a)), () => undefined],
          back: [
            () => broughtBack(draft, old(a)),
            () => {
              const step = stepFrom(before, old(a));
              const kept =
                step && ['same', 'renamed', 'moved'].includes(step.change) ? homes.alone(old(a)) : undefined;
              if (kept !== undefined) homes.becomes(kept, [old(a)]);
              homes.say(old(a), [old(a)]);
            },
          ],
          step: [() => steppedTo(draft, old(a), steps, 'no'), () => homes.say(old(a), steps)],
          put: [() => putAfter(draft, own, b % 4 ? code(b) : null), () => undefined],
        };
        const [work, then] = verbs[verb];
        try {
          draft = work();
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          return;
        }
        done[verb] = (done[verb] ?? 0) + 1;
        then();
        // Said by one comparison: thousands of expectations take longer than the acts.
        const led = new Set(draft.steps.flatMap(({ to }) => to));
        const there = new Set(draft.categories.map((one) => one.code));
        const said = {
          gaps: crosswalkGaps(draft),
          leads: Object.fromEntries(draft.steps.map(({ from, to }) => [from, [...to].sort()]).sort()),
          called: draft.steps.filter(({ to, change }) => !KINDS[Math.min(to.length, 2)]?.includes(change)),
          lost: before.categories.filter(({ code: was }) => led.has(was) && !there.has(was)),
          order: draft.categories.map((one) => one.code),
        };
        const meant = {
          gaps: [],
          leads: Object.fromEntries(Object.entries(homes.said()).sort()),
          called: [],
          lost: [],
          order: inOrder(draft.categories).map((one) => one.code),
        };
        if (JSON.stringify(said) !== JSON.stringify(meant)) expect(said).toEqual(meant);
      });
      expect(new Set(draft.categories.map(({ code }) => code)).size).toBe(draft.categories.length);
      for (const { parent } of draft.categories) {
        expect(parent === null || categoryIn(draft, parent).parent === null).toBe(true);
      }
    }),
    { numRuns: 120, seed: 4 },
  );
  // Each kind of act was done often, not only refused.
  expect(Math.min(...Object.values(done))).toBeGreaterThan(5);
  expect(Object.keys(done)).toHaveLength(11);
});
