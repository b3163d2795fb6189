import { freeze } from '../../server/approvals/canonical';
import type { FindingContent } from '../../server/findings/finding-content';
import { mayWrite } from '../../server/findings/finding-policy';
import type { WholeFinding } from '../../server/findings/finding-queries';
import { asideOf, leadOf, returnedWith, savedAt } from '../../server/findings/frame-pages';
import { checkPage } from '../../server/findings/check-pages';
import { overviewPage } from '../../server/findings/overview-pages';
import { brief, rowInWords, rowsShown } from '../../server/findings/part-pages';
import { LISTS, PARTS, type ListName } from '../../server/findings/parts';
import { promptFor } from '../../server/findings/prompts';
import { questionsPage } from '../../server/findings/question-pages';
import { questionsForm } from '../../server/findings/question-forms';
import { newRowPage, removalPage, rowPage } from '../../server/findings/row-pages';
import { sectionForm } from '../../server/findings/section-forms';
import { sectionPage } from '../../server/findings/section-pages';
import { SECTIONS, pageAfter, sectionOf } from '../../server/findings/sections';
import { chooseCategoryPage, findingTextsPart } from '../../server/findings/tag-pages';
import { sufficiencyOf } from '../../server/findings/sufficiency';
import { completeContent, emptyContent } from './contents';

const now = new Date('2012-05-04T15:56:00Z');
const head = {
  board_id: 'b',
  id: 'r',
  reference: 'COV 2012/03',
  child_label: 'Child C',
  kind: 'scr',
  method: 'learning_together',
  board_name: 'Coventry',
  region: 'West Midlands',
  opened_at: '2012-02-02T09:00:00Z',
  stage: 'making_sense',
  findings: [],
  due_on: null,
  first_due_on: null,
  met_on: null,
  late_reason: null,
};
const whole = (content: FindingContent, more: object = {}): WholeFinding =>
  ({
    head,
    id: 'f',
    board_id: 'b',
    review_id: 'r',
    number: 2,
    state: 'draft',
    version: 3,
    written_by: 'a',
    updated_at: '2012-05-04T10:00:00Z',
    updated_by_name: 'A',
    saved_at: '2012-05-04T15:56:00Z',
    content,
    part_versions: { r1: 1, e1: 2, e2: 1, f1: 1, b1: 1, q1: 4, t1: 1 },
    category_names: { '2012:MGT.SUP': 'Supervision' },
    answers: {},
    headings: null,
    steps: [],
    comments: [],
    versions: [],
    versions_read: [],
    my_part: 'lead',
    declared: true,
    writers: [],
    evidence: {},
    gathered: {
      episode: { count: 0, first: [] },
      conversation: { count: 0, first: [] },
      document: { count: 0, first: [] },
    },
    ...more,
  }) as WholeFinding;

const frozenVersion: WholeFinding['versions'][number] = {
  id: 'v',
  number: 1,
  state: 'returned',
  content: '{}',
  sha256: 'ab'.repeat(32),
  submitted_by: 'a',
  submitted_by_name: 'A',
  submitted_at: '2012-05-01T10:00Z',
  approved_by_name: null,
  approved_at: null,
};

describe('the frame', () => {
  it('names the finding, its state and the four features with theirs', () => {
    const full = completeContent();
    full.extent_evidence.pop();
    full.references = [];
    const lead = leadOf(whole(full), sufficiencyOf(full), 'extent');
    expect(lead.caption).toBe('Finding 2, draft');
    expect(lead.text).toBe(full.statement);
    expect(lead.steps.map(({ text, state, current }) => [text, state, current])).toEqual([
      ['Why it made sense', 'full', false],
      ['This case or wider', 'half', true],
      ['The context', 'full', false],
      ['The research', 'empty', false],
    ]);
  });

  it('says when it was saved, and the day when that was not today', () => {
    expect(savedAt(whole(emptyContent()), now)).toBe('Saved at 16:56');
    expect(savedAt(whole(emptyContent(), { saved_at: '2012-05-02T08:00:00Z' }), now)).toBe(
      'Saved on 2 May 2012 at 09:00',
    );
  });

  it('has something to ask at every section', () => {
    for (const { prompt } of SECTIONS) {
      expect(promptFor(prompt)?.ask.length).toBeGreaterThan(0);
      expect(promptFor(prompt)?.good).not.toBe('');
      expect(promptFor(prompt)?.weak).not.toBe('');
    }
  });

  it('shows what the chair said of a part since it was last sent, while it is theirs to change', () => {
    const comment = (part: string, version_id: string | null, text: string) => ({
      id: text,
      part,
      text,
      by_name: 'Chair',
      by_account: 'c',
      at: '2012-05-03T10:00:00Z',
      version_id,
    });
    const returned = whole(completeContent(), {
      state: 'returned',
      steps: [
        {
          action: 'return',
          comment: 'How do you know?',
          by_name: 'Chair',
          by_account: 'c',
          at: '2012-05-03T10:00:00Z',
          version_id: 'v2',
        },
      ],
      versions: ['v1', 'v2'].map((id) => ({ ...frozenVersion, id })),
      comments: [
        comment('extent', 'v1', 'Old'),
        comment('extent', 'v2', 'New'),
        comment('issue', 'v2', 'Other'),
      ],
    });
    expect(asideOf(returned, sectionOf('extent')).comments).toEqual([
      { by: 'Chair, 3 May 2012', text: 'New' },
    ]);
    expect(returnedWith(returned)).toMatchObject({
      said: 'Returned for changes on 3 May 2012',
      text: 'How do you know?',
    });
    expect(returnedWith({ ...returned, state: 'submitted' })).toBeNull();
    const hints = overviewPage(returned, now).tasks.flatMap(({ hint }) => hint?.text ?? []);
    expect(hints).toEqual(['1 comment', '1 comment']);
  });
});

describe('sections', () => {
  it('lead from one to the next and at last to the page to check', () => {
    expect(SECTIONS.map(({ slug }) => pageAfter(slug))).toEqual([
      ...SECTIONS.slice(1).map(({ slug }) => slug),
      'check',
    ]);
  });

  it('each has an own page from an empty and from a full finding', () => {
    for (const content of [emptyContent(), completeContent()]) {
      for (const section of SECTIONS) {
        const model = sectionPage(whole(content), section, now);
        expect(model.title).toBe(section.title);
        expect(model.needed.length > 0).toBe(content.statement === '');
      }
    }
  });

  it('show what was typed and the version it was typed on, not what is stored', () => {
    const typed = { issue: 'Typed', version: '1' };
    const model = sectionPage(whole(completeContent()), sectionOf('issue'), now, typed, {
      issue: { text: 'Shorter' },
    });
    expect(model.form?.version).toBe('1');
    expect(model.form?.controls[0]?.page).toMatchObject({
      value: 'Typed',
      errorMessage: { text: 'Shorter' },
    });
  });

  it('put the reason of the extent into the box of its answer', () => {
    const read = (given: object) => sectionForm(sectionOf('extent')).parse({ version: '1', ...given }).values;
    const boxes = { reason_case_specific: 'A', reason_not_known: 'B' };
    expect(read({ extent: 'case_specific', ...boxes })).toMatchObject({ extent_reason: 'A' });
    expect(read({ extent: 'not_known', ...boxes })).toMatchObject({ extent_reason: 'B' });
    expect(read({ extent: 'wider', ...boxes })).toMatchObject({ extent_reason: 'A', extent: 'wider' });
    expect(read({ extent: 'Wider than this case' })).toMatchObject({ extent: 'wider', spread: null });
    expect(read({ extent: 'not_known', ...boxes, extent_reason: 'C' })).toMatchObject({ extent_reason: 'C' });
  });
});

describe('rows', () => {
  const lists = Object.keys(LISTS) as ListName[];
  const full = completeContent();
  const first: Record<ListName, string> = {
    rationales: 'r1',
    extent_evidence: 'e1',
    factors: 'f1',
    references: 'b1',
    tags: 't1',
  };

  it.each(lists)('%s: shown, opened, and asked about before they are removed', (part) => {
    const [row] = rowsShown(whole(full), part);
    expect(row?.text).not.toBe('');
    expect(row?.change).toBe(`/reviews/r/findings/f/${LISTS[part].section}/${first[part]}`);
    expect(rowPage(whole(full), part, first[part], now)?.version).toMatch(/^\d+$/);
    expect(rowPage(whole(full), part, 'none', now)).toBeUndefined();
    expect(removalPage(whole(full), part, first[part])?.rows.length).toBeGreaterThan(1);
    expect(removalPage(whole(full), part, 'none')).toBeUndefined();
    expect(newRowPage(whole(full), part, now).controls).toHaveLength(PARTS[part].fields.length);
    expect(rowsShown(whole(emptyContent()), part)).toEqual([]);
  });

  it('are shown in the field’s words', () => {
    expect(rowsShown(whole(full), 'extent_evidence')[0]?.detail).toBe(
      'Audit of files · From outside the case',
    );
    expect(rowsShown(whole(full), 'tags')[0]?.text).toBe('Supervision (MGT.SUP)');
    expect(
      rowInWords('extent_evidence', { kind: 'audit', outside_case: true }, null).map(({ text }) => text),
    ).toEqual(['Audit of files', 'Yes']);
  });

  it('are cut between words when they are long', () => {
    expect(brief('short  text\n')).toBe('short text');
    const cut = brief('word '.repeat(100));
    expect(cut.length).toBeLessThan(190);
    expect(cut).toMatch(/word…$/);
    expect(brief('😀'.repeat(200)).isWellFormed()).toBe(true);
  });
});

describe('questions', () => {
  it('have seven boxes, those with a question first', () => {
    const { boxes } = questionsPage(whole(completeContent()), now);
    expect(boxes).toHaveLength(7);
    expect([boxes[0]?.id, boxes[0]?.version, boxes[1]?.id]).toEqual(['q1', '4', '']);
  });

  it('take what was settled before what was typed', () => {
    const id = '0190d3c6-8f5e-7000-8000-000000000001';
    const read = questionsForm.parse({
      'question-1': 'Mine?',
      'question-1-id': id,
      'question-1-version': '2',
      'question-1-at-5': 'Ours?',
      'question-3': 'New?',
      'question-3-id': 'not an id',
      'question-3-version': '-1',
    });
    expect(read.boxes).toEqual([
      { number: 1, id, version: 5, text: 'Ours?' },
      { number: 3, id: null, version: 0, text: 'New?' },
    ]);
  });
});

describe('the page to check it all', () => {
  const ready = { accredited: true };
  it('offers to send a finding that is ready, to a lead reviewer whom nothing hinders', () => {
    expect(checkPage(whole(completeContent()), ready, now)).toMatchObject({
      needed: [],
      hindrances: [],
      submission: '/reviews/r/findings/f/submission',
    });
  });
  it.each<[string, WholeFinding, boolean]>([
    ['it is not sufficient', whole({ ...completeContent(), matters: '' }), true],
    ['independence is not declared', whole(completeContent(), { declared: false }), true],
    ['the accreditation has lapsed', whole(completeContent()), false],
    ['the reader is of the team', whole(completeContent(), { my_part: 'team' }), true],
  ])('does not when %s, and says so', (_, finding, accredited) => {
    const page = checkPage(finding, { accredited }, now);
    expect(page.submission).toBeNull();
    expect(page.needed.length + page.hindrances.length).toBe(1);
  });
  it('says when nothing has changed since it came back', () => {
    const content = completeContent();
    const steps: WholeFinding['steps'] = [
      {
        action: 'return',
        comment: 'How?',
        by_name: 'C',
        by_account: 'c',
        at: '2012-05-03T10:00Z',
        version_id: 'v',
      },
    ];
    const versions = [{ ...frozenVersion, content: freeze(content).content }];
    const back = { state: 'returned', steps, versions } as const;
    expect(checkPage(whole(content, back), ready, now).unchanged).toBe(
      'Nothing has changed since it came back on 3 May 2012. Send it again only if that is what you mean.',
    );
    expect(checkPage(whole({ ...content, matters: 'More.' }, back), ready, now).unchanged).toBe('');
    expect(checkPage(whole(content), ready, now).unchanged).toBe('');
  });
  it('repeats the hints on language, and says what is not written', () => {
    const content = { ...completeContent(), matters: 'They failed to ask, and failed to write.' };
    const { sections, submission } = checkPage(whole(content), ready, now);
    expect(submission).not.toBeNull();
    expect(sections.flatMap(({ hints }) => hints.map(({ phrase }) => phrase))).toEqual(['failed to']);
    const why = sections.find(({ title }) => title === 'Why it made sense');
    expect(why?.lists[0]?.rows.map(({ value }) => 'text' in value && value.text)).toContain('Not written');
  });
  it('shows every section, and “nothing written” as no list', () => {
    const empty = checkPage(whole(emptyContent()), ready, now);
    expect(empty.sections).toHaveLength(SECTIONS.length);
    expect(empty.sections.every(({ lists }) => lists.length === 0)).toBe(true);
  });
});

describe('the finding’s first page', () => {
  it('begins an empty finding with its statement', () => {
    expect(overviewPage(whole(emptyContent()), now).check).toEqual({
      href: '/reviews/r/findings/f/statement',
      text: 'Begin: the statement',
    });
    expect(overviewPage(whole(completeContent()), now).check.text).toBe('Check and send to the chair');
  });
  it('lists the versions that were sent, the latest first', () => {
    const versions = [
      { ...frozenVersion, state: 'returned' },
      { ...frozenVersion, number: 2, state: 'approved', approved_at: '2012-05-03T10:00Z' },
    ];
    expect(overviewPage(whole(completeContent(), { versions }), now).versions).toEqual([
      {
        text: 'Version 2',
        href: '/reviews/r/findings/f?version=2',
        detail: 'Sent on 1 May 2012, approved on 3 May 2012',
        digest: 'abababababab',
      },
      {
        text: 'Version 1',
        href: '/reviews/r/findings/f?version=1',
        detail: 'Sent on 1 May 2012, returned for changes',
        digest: 'abababababab',
      },
    ]);
  });
});

describe('tags', () => {
  it('say which categories the finding has, and where', () => {
    const category = {
      edition: '2012',
      code: 'MGT.SUP',
      parent: 'MGT',
      parent_name: 'Management',
      name: 'Supervision',
      definition: 'D',
      includes: 'I',
      excludes: '',
      examples: ['E'],
    };
    const all = [category, { ...category, code: 'A B' }, { ...category, code: 'X' }];
    const page = chooseCategoryPage(whole(completeContent()), all, 'words', all.slice(0, 2));
    expect(page.categories.map(({ tagged }) => tagged)).toEqual([
      '/reviews/r/findings/f/tags/t1',
      null,
      null,
    ]);
    expect(page.categories.map(({ always }) => always)).toEqual([false, false, true]);
    expect(page.categories[1]?.href).toBe('/reviews/r/findings/f/tags/new?category=A%20B');
    expect(page.found).toBe('2 found for “words”, the closest first.');
    const none = chooseCategoryPage(whole(completeContent()), all, 'zebra', []);
    expect(none.found).toBe(none.none);
    expect(none.categories.map(({ code }) => code)).toEqual(['X']);
  });
  it('have the finding’s words beside them, part by part', () => {
    const { parts } = findingTextsPart(whole(completeContent())).page as { parts: { part: string }[] };
    expect(parts[0]?.part).toBe('Statement');
    expect(new Set(parts.map(({ part }) => part)).size).toBe(parts.length);
  });
});

describe('who may write', () => {
  it.each([
    ['draft', 'lead', true],
    ['draft', 'team', true],
    ['returned', 'lead', true],
    ['submitted', 'lead', false],
    ['approved', 'lead', false],
    ['draft', null, false],
  ] as const)('%s, %s: %s', (state, my_part, may) => expect(mayWrite({ state, my_part })).toBe(may));
});
