import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transitionPage } from '../../server/approvals/transition-diagram';
import {
  ACTIONS,
  PARTS,
  STATES,
  TRANSITIONS,
  cellOf,
  stepFor,
  type Action,
  type Part,
} from '../../server/approvals/transitions';
import type { FindingState } from '../../server/reviews/review-head';

const hidden = 'hidden';
type Expected = Record<Action, Record<FindingState, FindingState | 'refused' | 'hidden'>>;
const nothing = { draft: hidden, submitted: hidden, returned: hidden, approved: hidden } as const;

// Written out by hand, not worked out: every part, state and action.
const EXPECTED: Record<Part, Expected> = {
  lead: {
    submit: { draft: 'submitted', submitted: 'refused', returned: 'submitted', approved: 'refused' },
    withdraw: { draft: 'refused', submitted: 'draft', returned: 'refused', approved: 'refused' },
    return: nothing,
    approve: nothing,
    reopen: nothing,
  },
  team: { submit: nothing, withdraw: nothing, return: nothing, approve: nothing, reopen: nothing },
  coordinator: { submit: nothing, withdraw: nothing, return: nothing, approve: nothing, reopen: nothing },
  chair: {
    submit: nothing,
    withdraw: nothing,
    return: { draft: 'refused', submitted: 'returned', returned: 'refused', approved: 'refused' },
    approve: { draft: 'refused', submitted: 'approved', returned: 'refused', approved: 'refused' },
    reopen: { draft: 'refused', submitted: 'refused', returned: 'refused', approved: 'draft' },
  },
};

const every = PARTS.flatMap((part) =>
  ACTIONS.flatMap((action) => STATES.map((state) => ({ part, action, state }))),
);

describe('the transition table', () => {
  it.each(every)('$part, $action, $state', ({ part, action, state }) => {
    const cell = cellOf(part, state, action);
    const expected = EXPECTED[part][action][state];
    if (expected === 'hidden') expect(cell).toEqual({ hidden: true });
    else if (expected === 'refused') {
      expect(cell).toEqual({ refusal: TRANSITIONS[action].refusals[state] });
      expect('refusal' in cell && cell.refusal).toMatch(/^The|^This/);
    } else expect(cell).toEqual({ to: expected });
  });

  it('asks for words to return and to reopen, and for no other step', () => {
    expect(ACTIONS.filter((action) => TRANSITIONS[action].comment)).toEqual(['return', 'reopen']);
  });

  it('says of each step what its button is, what it will do and what was done', () => {
    for (const action of ACTIONS) {
      const { button, will, done, past, noun, audit } = TRANSITIONS[action];
      for (const words of [button, will, done, past, noun]) expect(words).not.toBe('');
      expect(audit).toMatch(/^finding\.[a-z]+$/);
    }
  });

  it('gives someone with two parts what either may do', () => {
    expect(stepFor(['lead', 'chair'], 'submitted', 'withdraw')).toEqual({ to: 'draft' });
    expect(stepFor(['lead', 'chair'], 'submitted', 'approve')).toEqual({ to: 'approved' });
    expect(stepFor(['team', 'chair'], 'approved', 'approve')).toHaveProperty('refusal');
    expect(stepFor([], 'submitted', 'approve')).toEqual({ hidden: true });
  });

  it('is what transitions.md shows', () => {
    const file = path.join(__dirname, '../../server/approvals/transitions.md');
    if (process.env.WRITE_DIAGRAM) writeFileSync(file, transitionPage());
    expect(readFileSync(file, 'utf8')).toBe(transitionPage());
  });
});
