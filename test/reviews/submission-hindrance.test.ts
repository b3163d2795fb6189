import { submissionHindrances } from '../../server/reviews/submission-hindrance';

describe('what hinders a submission', () => {
  it('is nothing for an accredited reviewer who has declared independence', () => {
    expect(submissionHindrances({ accredited: true, declared: true })).toEqual([]);
  });
  it.each([
    [{ accredited: false, declared: true }, [/accreditation/]],
    [{ accredited: true, declared: false }, [/independence/]],
    [{ accredited: false, declared: false }, [/accreditation/, /independence/]],
  ])('says every reason of %j', (given, reasons) => {
    const said = submissionHindrances(given);
    expect(said).toHaveLength(reasons.length);
    reasons.forEach((reason, i) => expect(said[i]).toMatch(reason));
  });
});
