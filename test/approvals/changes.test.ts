import { pairUp, similar, wordChanges, type Passage } from '../../server/approvals/changes';
import type { Pointer } from '../../server/findings/finding-content';
import { ChangeIds, markParts } from '../../server/approvals/reading-changes';
import { readingParts } from '../../server/approvals/reading-parts';
import { frozenContent } from '../../server/approvals/canonical';
import { someContent } from './some-content';

const shown = (passages: readonly Passage[]): string =>
  passages
    .map(({ text, change }) =>
      change === 'added' ? `{+${text}+}` : change === 'removed' ? `{-${text}-}` : text,
    )
    .join('');

describe('what changed, word by word', () => {
  it('marks what was added and what was removed', () => {
    expect(shown(wordChanges('as careful parents do.', 'as careful parents do, and she was busy.'))).toBe(
      'as careful parents do{+, and she was busy+}.',
    );
    expect(shown(wordChanges('She saw the bruise twice.', 'She saw the bruise.'))).toBe(
      'She saw the bruise{- twice-}.',
    );
  });

  it('keeps words apart and marks white space as no change', () => {
    expect(shown(wordChanges('one  two', 'one two'))).toBe('one two');
    expect(shown(wordChanges('', 'new'))).toBe('{+new+}');
    expect(shown(wordChanges('old', ''))).toBe('{-old-}');
    expect(
      shown(wordChanges('It ended. She should have looked.', 'It ended. The record took four days.')),
    ).toBe('It ended. {-She should have looked-} {+The record took four days+}.');
  });

  it('marks a phrase as one change and not as scattered words', () => {
    const changed = wordChanges(
      'The list was long and nobody read it in the week before.',
      'The list was short and somebody read it in the week before.',
    );
    expect(changed.filter(({ change }) => change === 'added')).toHaveLength(1);
  });

  it('can always be read back as either text', () => {
    const before =
      'The duty worker had one line of history, no more, on the screen. She should have looked further.';
    const after =
      'The duty worker had one line on the screen. The fuller record was in the archive: four days away.';
    const words = (text: string) => text.replace(/\s+/g, '');
    const passages = wordChanges(before, after);
    const read = (left: 'added' | 'removed') =>
      words(
        passages
          .filter(({ change }) => change !== left)
          .map(({ text }) => text)
          .join(''),
      );
    expect(read('removed')).toBe(words(after));
    expect(read('added')).toBe(words(before));
  });

  it('takes little time over two long texts with nothing in common', () => {
    const text = (seed: number) => Array.from({ length: 3300 }, (_, n) => `w${(n * seed) % 7919}`).join(' ');
    const begun = Date.now();
    const passages = wordChanges(text(7), text(4801));
    expect(Date.now() - begun).toBeLessThan(2000);
    expect(passages.map(({ change }) => change)).toContain('added');
  });
});

describe('lists', () => {
  it('pairs what is alike and lets the rest stand alone', () => {
    expect(
      pairUp(
        ['How is it known here?', 'Who has the time?'],
        ['Who pays?', 'How is it known there?', 'Who has the time?'],
        similar,
      ),
    ).toEqual([
      { after: 'Who pays?' },
      { before: 'How is it known here?', after: 'How is it known there?' },
      { before: 'Who has the time?', after: 'Who has the time?' },
    ]);
  });

  it('marks a new account whole, a changed answer in its words, and a removed question', () => {
    const before = frozenContent(someContent());
    const [first] = someContent().rationales;
    const after = frozenContent(
      someContent({
        rationales: [
          { ...first!, sense: `${first!.sense} And she had eleven other families to see that week.` },
          {
            ...first!,
            role_label: 'Duty worker 1',
            knew: 'One line of history stood on the screen.',
            aimed: '',
            sense: '',
          },
        ],
        questions: [{ id: 'q', text: 'Who has time to look in the archive?' }],
      }),
    );
    const ids = new ChangeIds();
    const parts = markParts(readingParts(before, {}), readingParts(after, {}), ids);
    const why = parts.find(({ part }) => part === 'why');
    expect(why?.items[0]?.title).toEqual([{ text: 'Health visitor 1' }]);
    expect(why?.items[1]?.title).toEqual([{ text: 'Duty worker 1', change: 'added', id: 'change-2' }]);
    expect(why?.changes).toEqual(['change-1', 'change-2', 'change-3', 'change-4']);
    const questions = parts.find(({ part }) => part === 'questions');
    expect(questions?.changes).toEqual(['change-5']);
    expect(shown(questions?.items[0]?.paragraphs[0]?.words ?? [])).toBe(
      '{-How would the Board know whether accounts are tested?-}',
    );
    expect(parts.filter(({ changes }) => changes.length > 0)).toHaveLength(2);
  });

  it('marks evidence that came, went, or is quoted otherwise, and not evidence that was renamed', () => {
    const pointer = (target: string, more: Partial<Pointer> = {}): Pointer => ({
      id: target,
      from_part: 'factors',
      from_row: 'f1',
      kind: 'document',
      target,
      label: `Document ${target}`,
      place: 'page 1',
      page: 1,
      heading: '',
      quote: '',
      withdrawn: false,
      ...more,
    });
    const content = (...pointers: Pointer[]) =>
      readingParts(frozenContent(someContent({ pointers })), { '2012:MGT.SUP': 'Supervision' });
    const context = (before: ReturnType<typeof content>, after: ReturnType<typeof content>) =>
      markParts(before, after, new ChangeIds()).find(({ part }) => part === 'context');
    const marked = context(
      content(pointer('a', { quote: 'four days' }), pointer('b')),
      content(pointer('b', { quote: 'as asked' }), pointer('c', { quote: 'new words' })),
    );
    expect(marked?.items[0]?.rests.map(({ words, quote }) => [shown(words), shown(quote)])).toEqual([
      ['{-Document a, page 1-}', '{-four days-}'],
      ['Document b, page 1', '{+as asked+}'],
      ['{+Document c, page 1+}', '{+new words+}'],
    ]);
    expect(marked?.changes).toHaveLength(3);
    expect(context(content(pointer('a')), content(pointer('a')))?.changes).toEqual([]);
  });

  it('marks nothing where nothing changed', () => {
    const parts = readingParts(frozenContent(someContent()), { '2012:MGT.SUP': 'Supervision' });
    const marked = markParts(parts, parts, new ChangeIds());
    expect(marked.flatMap(({ changes }) => changes)).toEqual([]);
    expect(JSON.stringify(marked)).not.toContain('change"');
    expect(marked.map(({ part }) => part)).toEqual([
      'issue',
      'manifestation',
      'why',
      'extent',
      'context',
      'research',
      'matters',
      'questions',
      'tags',
      'stage',
    ]);
  });
});
