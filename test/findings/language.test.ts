import fc from 'fast-check';
import { hintsFor } from '../../server/findings/language';

const phrases = (text: string): string[] => hintsFor(text).map(({ phrase }) => phrase);

describe('language', () => {
  it.each([
    ['The nurse failed to refer.', 'failed to'],
    ['They should have asked.', 'should have'],
    ['It could have been seen.', 'could have'],
    ['They ought to have known.', 'ought to have'],
    ['A missed opportunity.', 'missed opportunity'],
    ['Many missed opportunities.', 'missed opportunities'],
    ['With hindsight it was plain.', 'With hindsight'],
    ['Clearly the plan was old.', 'Clearly'],
    ['It was obviously so.', 'obviously'],
    ['It inevitably followed.', 'inevitably'],
    ['The warning signs were there.', 'warning signs were there'],
    ['A careless note.', 'careless'],
    ['The work was incompetent.', 'incompetent'],
    ['She was negligent.', 'negligent'],
    ['An inadequate assessment.', 'inadequate'],
    ['This was poor practice.', 'poor practice'],
    ['The Board must act.', 'must'],
    ['Agencies need to ensure it.', 'need to ensure'],
    ['All agencies should meet.', 'agencies should'],
    ['Staff should be reminded.', 'Staff should'],
  ])('flags: %s', (text, phrase) => expect(phrases(text)).toContain(phrase));

  it.each([
    'She said “they should have asked”.',
    'It read: "Staff must act".',
    'It must have been raining.',
    'Mustard, clear glass and failing light.',
    'The nurse looked again in a week because the explanation fitted.',
    '',
  ])('leaves alone: %s', (text) => expect(phrases(text)).toEqual([]));

  it('flags words outside a quotation beside those inside', () => {
    expect(phrases('“You must”, he said, and they must; “we must”.')).toEqual(['must']);
    expect(phrases('A “quotation never closed must be read.')).toEqual(['must']);
  });

  it('names each phrase once, in the order of the text', () => {
    expect(phrases('Clearly they must. They MUST, clearly.')).toEqual(['Clearly', 'must']);
  });

  it('always says why and how else to put it', () => {
    for (const { why, instead } of hintsFor('failed to clearly must careless inadequate hindsight')) {
      expect(why).not.toBe('');
      expect(instead).not.toBe('');
    }
  });

  it('never says anything of what is quoted, whatever stands round it', () => {
    fc.assert(
      fc.property(
        fc.string().map((s) => s.replace(/["“”\n]/g, '')),
        (words) => {
          expect(phrases(`“${words} must”`)).toEqual([]);
        },
      ),
    );
  });
});
