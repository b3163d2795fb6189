import { namedRoles, sameRole } from '../../server/findings/named-roles';

describe('the practitioners named in a text', () => {
  it.each([
    ['Health visitor 1 rang, and Social worker 2 did not hear.', ['Health visitor 1', 'Social worker 2']],
    [
      'She told Team manager 1. The GP 1 letter came to School nurse 1.',
      ['Team manager 1', 'GP 1', 'School nurse 1'],
    ],
    [
      'Police officer 3, Midwife 1; Consultant 2 (Teacher 1)',
      ['Police officer 3', 'Midwife 1', 'Consultant 2', 'Teacher 1'],
    ],
    ['In June 2011 Duty worker 1 was alone.', ['Duty worker 1']],
    ['He rang health visitor 1 and Health visitor 1 again.', ['Health visitor 1']],
    ['Health Visitor 12’s notes', ['Health Visitor 12']],
    ['Consultant paediatrician 1 wrote to Head teacher 2.', ['Consultant paediatrician 1', 'Head teacher 2']],
    ['the mother and Family support worker 1', ['Family support worker 1']],
    ['CAMHS worker 1 and Wellbeing coordinator 2', ['CAMHS worker 1', 'Wellbeing coordinator 2']],
    ['When officer 1 came', ['Officer 1']],
    ['Social workers 1 and 2 met.', ['Social worker 1', 'Social worker 2']],
    ['Child A’s Health visitor 4', ['Health visitor 4']],
    ['“Ask social worker 5,” she said.', ['Social worker 5']],
  ])('are found: %s', (text, labels) => expect(namedRoles(text)).toEqual(labels));

  it.each([
    'Finding 2, Board 1, Child 2, March 2012, page 3',
    'Mother 1, Father 1, Sibling 2, Carer 1, Neighbour 1',
    'She told the health visitor 3 times, and the officer 12 March 2012.',
    'The social worker 2 weeks later; the teacher 2.5 miles off; the GP 4pm slot; a doctor 20% of the time',
    'Among social workers 14 said so; the nurse 100 miles away',
    'Worker 0, officer 2012, manager one',
    'coworker 1, chairs 2',
    '',
  ])('are not found in: %s', (text) => expect(namedRoles(text)).toEqual([]));

  it('are the same but for capitals, spaces and how much is said of the role', () => {
    expect(sameRole('Health  Visitor 1 ', 'health visitor 1')).toBe(true);
    expect(sameRole('Team manager 1', 'Manager 1')).toBe(true);
    expect(sameRole('Senior social worker 1', 'Social worker 1')).toBe(true);
    expect(sameRole('Social worker 1', 'Social worker 2')).toBe(false);
    expect(sameRole('Social worker 1', 'Support worker 1')).toBe(false);
    expect(sameRole('Health visitor 11', 'Health visitor 1')).toBe(false);
  });

  it('are found fast in a long text', () => {
    const before = Date.now();
    namedRoles('Health '.repeat(30_000));
    namedRoles('social worker 1, 2, 3 '.repeat(9_000));
    namedRoles('worker 1' + ', 1'.repeat(60_000));
    expect(Date.now() - before).toBeLessThan(2_000);
  });
});
