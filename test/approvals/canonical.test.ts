import { createHash } from 'node:crypto';
import { canonicalJson, freeze, frozenContent, sha256Of, thaw } from '../../server/approvals/canonical';
import { someContent } from './some-content';

describe('canonical JSON', () => {
  it('has one spelling, whatever the order in which keys were written', () => {
    expect(canonicalJson({ b: [2, { d: null, c: true }], a: 'é"\n', 10: 1, 9: 1 })).toBe(
      '{"10":1,"9":1,"a":"é\\"\\n","b":[2,{"c":true,"d":null}]}',
    );
    expect(canonicalJson({ x: 1, y: 2 })).toBe(canonicalJson({ y: 2, x: 1 }));
  });

  it('keeps lists in their order', () => {
    expect(canonicalJson(['b', 'a'])).toBe('["b","a"]');
  });

  it('refuses what JSON does not hold', () => {
    for (const value of [undefined, { a: undefined }, NaN, Infinity, () => 1])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('freezing a finding', () => {
  it('keeps every word and choice, and leaves out the ids of rows', () => {
    const content = someContent();
    const { content: text, sha256 } = freeze(content);
    expect(text).not.toContain('"id"');
    expect(thaw(text)).toEqual(frozenContent(content));
    expect(thaw(text).rationales[0]?.sense).toBe(content.rationales[0]?.sense);
    expect(sha256).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  it('gives the same digest to the same words in other rows, and another to other words', () => {
    const content = someContent();
    const moved = {
      ...content,
      questions: content.questions.map((question) => ({ ...question, id: 'another' })),
    };
    expect(freeze(moved).sha256).toBe(freeze(content).sha256);
    expect(freeze({ ...content, matters: `${content.matters} ` }).sha256).not.toBe(freeze(content).sha256);
    expect(freeze({ ...content, tags: [...content.tags].reverse() }).sha256).not.toBe(freeze(content).sha256);
  });

  const pointer = {
    id: 'p1',
    from_part: 'rationales' as const,
    from_row: 'r1',
    kind: 'document' as const,
    target: 'd1',
    label: 'Supervision record',
    place: 'page 2',
    page: 2,
    heading: '',
    quote: 'in fifty minutes',
    withdrawn: false,
  };

  it('spells a finding that points to no evidence as it was spelled before there was any to point to', () => {
    const { content } = freeze(someContent());
    expect(content).not.toContain('pointers');
    expect(thaw(content).pointers).toEqual([]);
  });

  it('keeps the evidence by the number of the row that rests on it, with what it was called', () => {
    const content = someContent({ pointers: [pointer, { ...pointer, id: 'p2', from_row: 'gone' }] });
    expect(thaw(freeze(content).content).pointers).toEqual([
      {
        from: 'rationales',
        row: 1,
        kind: 'document',
        evidence: 'd1',
        label: 'Supervision record',
        place: 'page 2',
        page: 2,
        heading: '',
        quote: 'in fifty minutes',
      },
    ]);
    const moved = someContent({ pointers: [{ ...pointer, id: 'another' }] });
    expect(freeze(moved).sha256).toBe(freeze(content).sha256);
    const other = someContent({ pointers: [{ ...pointer, page: 3, place: 'page 3' }] });
    expect(freeze(other).sha256).not.toBe(freeze(content).sha256);
    const withdrawn = someContent({ pointers: [{ ...pointer, withdrawn: true }] });
    expect(freeze(withdrawn).sha256).toBe(freeze(someContent({ pointers: [pointer] })).sha256);
    const whole = { ...pointer, from_part: 'manifestation' as const, from_row: null };
    expect(thaw(freeze(someContent({ pointers: [whole] })).content).pointers[0]?.row).toBeNull();
  });

  it('takes SHA-256 of UTF-8, as PostgreSQL does', () => {
    expect(sha256Of('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
});
