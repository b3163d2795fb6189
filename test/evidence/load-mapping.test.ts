import { guessRole } from '../../server/evidence/load-headings';
import { guessColumns } from '../../server/evidence/load-mapping';

describe('what a column holds', () => {
  it.each([
    ['Worker', 'people'],
    ['Social worker', 'people'],
    ['Officer', 'people'],
    ['Staff', 'people'],
    ['Professional', 'people'],
    ['Seen by', 'people'],
    ['Name of worker', 'people'],
    ['Child seen', 'experience'],
    ['Record/Ref', 'source'],
    ['Record', 'source'],
    ['Ref', 'source'],
    ['Record number', 'source'],
    ['Action date', 'date'],
    ['Officer’s note', null],
    ['Analysis', null],
  ])('is guessed from “%s”', (heading, role) => {
    expect(guessRole(heading)).toBe(role);
  });

  it('adds what was done, and what came of it, to what happened', () => {
    const row = ['1/1/2010', 'The family were visited at home', 'No further action', 'None'];
    expect(guessColumns(['Date', 'Event', 'Action taken', 'Outcome'], [row])).toEqual([
      'date',
      'description',
      'description',
      'description',
    ]);
    // What tells what happened is found beside it.
    expect(guessColumns(['Date', 'A1', 'Outcome', 'Action completed'], [row])).toEqual([
      'date',
      'description',
      'description',
      '',
    ]);
  });
});
