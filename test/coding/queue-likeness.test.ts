import { groupByLikeness, likeness, wordsOf } from '../../server/coding/likeness';

const entry = (name: string, text = '') => ({ name, text });
const grouped = (
  names: (string | [string, string])[],
  order = (list: unknown[]): unknown[] => list,
): string[][] => {
  const entries = names.map((one, at) =>
    typeof one === 'string'
      ? { id: String(at), name: one, text: '' }
      : { id: String(at), name: one[0], text: one[1] },
  );
  return groupByLikeness(order(entries) as typeof entries).map((group) =>
    group.entries.map(({ name }) => name),
  );
};

describe('likeness of suggested names', () => {
  it('reads names as people mean them, whatever their order, forms, accents and signs', () => {
    expect(wordsOf('The Pull of the Neighbourhoods’ agencies')).toEqual(['pull', 'neighbourhood', 'agency']);
    expect(wordsOf('Children’s naïve services, classes and status')).toEqual([
      'child',
      'naive',
      'service',
      'classe',
      'status',
    ]);
    expect(wordsOf('… – !')).toEqual([]);
    expect(likeness(entry('Neighbourhood pull'), entry('pull of the neighbourhood'))).toBeCloseTo(0.8);
    expect(
      likeness(entry('Neighbourhood pull', 'boys'), entry('pull of the neighbourhood', 'boys')),
    ).toBeCloseTo(1);
    expect(likeness(entry('Race'), entry('Housing'))).toBe(0);
    expect(likeness(entry('', ''), entry('', ''))).toBe(0);
  });

  it('weighs the name above the text', () => {
    const text = 'Interpreters were not used';
    expect(likeness(entry('Interpreters', text), entry('Housing', text))).toBeLessThan(
      likeness(entry('Interpreters', text), entry('Interpreters not used', 'The home was cold')),
    );
  });

  it('puts together what means one thing, and nothing else', () => {
    expect(
      grouped([
        'Neighbourhood pull',
        'interpreters not used',
        'Language and culture',
        'pull of the neighbourhood',
        'Culture, language and identity',
        'Use of interpreters',
        'Pull of neighborhood',
        'Children taught at home',
        'Explaining decisions to young people',
        'Home-taught children',
      ]),
    ).toEqual([
      ['Neighbourhood pull', 'Pull of neighborhood', 'pull of the neighbourhood'],
      ['Children taught at home', 'Home-taught children'],
      ['Culture, language and identity', 'Language and culture'],
      ['Use of interpreters', 'interpreters not used'],
      ['Explaining decisions to young people'],
    ]);
  });

  it('does not join strangers through someone in between, nor by a common word', () => {
    expect(
      grouped([
        'Support for parents',
        'Support for practitioners',
        'Practitioners’ safety at night',
        'Loss of school',
        'School nurses',
      ]),
    ).toHaveLength(5);
  });

  it('goes by the text where there is no name', () => {
    expect(
      grouped([
        ['', 'No interpreter was booked'],
        ['', 'The interpreter was not booked'],
        ['', 'Cold home'],
      ]),
    ).toHaveLength(2);
  });

  it('gives the same groups in whatever order the suggestions come, called by the name most suggested', () => {
    const names = [
      'Race',
      'race and culture',
      'Race and culture',
      'Race and culture',
      'Housing',
      'housing conditions',
      'Poor housing',
    ];
    const once = grouped(names);
    expect(grouped(names, (list) => list.toReversed())).toEqual(once);
    expect(
      groupByLikeness(names.map((name, at) => ({ id: String(at), name, text: '' }))).map(({ name }) => name),
    ).toEqual(expect.arrayContaining(['Race and culture']));
    expect(groupByLikeness([])).toEqual([]);
  });

  it('groups hundreds of suggestions while one waits', () => {
    const words =
      'home school night race culture language housing money fear trust record visit sleep father sister drug'.split(
        ' ',
      );
    const names = Array.from({ length: 500 }, (_, at) =>
      [words[at % 16], words[(at * 7) % 13], words[(at * 3) % 11], String(at % 50)].join(' '),
    );
    const began = performance.now();
    expect(grouped(names).flat()).toHaveLength(500);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
