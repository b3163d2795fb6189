import type { FindingState } from '../reviews/review-head';

/** The reader's part in a finding: on the review as lead or team, on its Board as coordinator or chair. */
export type Part = 'lead' | 'team' | 'coordinator' | 'chair';
export type Action = 'submit' | 'withdraw' | 'return' | 'approve' | 'reopen';

export const PARTS = ['lead', 'team', 'coordinator', 'chair'] as const satisfies readonly Part[];
export const STATES = [
  'draft',
  'submitted',
  'returned',
  'approved',
] as const satisfies readonly FindingState[];
export const ACTIONS = [
  'submit',
  'withdraw',
  'return',
  'approve',
  'reopen',
] as const satisfies readonly Action[];

export const PART_WORDS: Record<Part, string> = {
  lead: 'lead reviewer',
  team: 'review team member',
  coordinator: 'Board coordinator',
  chair: 'chair of the Board',
};
export const STATE_WORDS: Record<FindingState, string> = {
  draft: 'Draft',
  submitted: 'With the chair',
  returned: 'Returned for changes',
  approved: 'Approved',
};

interface Rule {
  /** Whose step it is; to everyone else it does not exist. */
  by: Part;
  /** From each state in which it can be taken to the state it leads to. */
  next: Partial<Record<FindingState, FindingState>>;
  /** Why not, in every other state. */
  refusals: Partial<Record<FindingState, string>>;
  /** The words that must come with it, or null when none are asked for. */
  comment: { label: string; hint: string; missing: string } | null;
  button: string;
  /** What the step will do, written under its button. */
  will: string;
  /** What has happened and what is next; stands after “Finding 3”. */
  done: string;
  /** What someone did, between their name and “on 4 May 2012”; `{it}` stands for the finding. */
  past: string;
  /** The address of the step under its finding: a noun. */
  noun: string;
  /** What the audit calls it. */
  audit: string;
}

/**
 * The approval of findings: the only table of it (METHOD section 12). Buttons, checks, messages and the diagram
 * in transitions.md are read from here.
 */
export const TRANSITIONS: Record<Action, Rule> = {
  submit: {
    by: 'lead',
    next: { draft: 'submitted', returned: 'submitted' },
    refusals: {
      submitted: 'This finding is with the chair already.',
      approved: 'This finding is approved. The chair can reopen it.',
    },
    comment: null,
    button: 'Send to the chair',
    will: 'Sends this finding to the chair as it stands. You can read it but not change it until the chair decides, or until you take it back.',
    done: 'was sent to the chair.',
    past: 'sent {it}',
    noun: 'submission',
    audit: 'finding.submitted',
  },
  withdraw: {
    by: 'lead',
    next: { submitted: 'draft' },
    refusals: {
      draft: 'This finding is a draft: there is nothing to take back.',
      returned: 'The chair has returned this finding, so you can change it already.',
      approved: 'The chair has approved this finding, so it can no longer be taken back.',
    },
    comment: null,
    button: 'Take it back',
    will: 'Makes it a draft again, so that you can change it. The chair sees that you took it back.',
    done: 'is a draft again. Send it when it is ready.',
    past: 'took {it} back',
    noun: 'withdrawal',
    audit: 'finding.withdrawn',
  },
  return: {
    by: 'chair',
    next: { submitted: 'returned' },
    refusals: {
      draft: 'This finding is with its reviewers: there is nothing to return.',
      returned: 'This finding has been returned already.',
      approved: 'This finding is approved. To have it changed, reopen it.',
    },
    comment: {
      label: 'What should change?',
      hint: 'Needed only if you return it. The reviewers see this beside your comments on the parts.',
      missing: 'Say what should change before you return it',
    },
    button: 'Return for changes',
    will: 'Sends it back to the reviewers with what you write here and your comments. They send you a new version.',
    done: 'was returned for changes. The reviewers see your comments.',
    past: 'returned {it}',
    noun: 'return',
    audit: 'finding.returned',
  },
  approve: {
    by: 'chair',
    next: { submitted: 'approved' },
    refusals: {
      draft: 'This finding is with its reviewers: there is nothing to approve yet.',
      returned: 'This finding has been returned for changes. It can be approved when it is sent again.',
      approved: 'This finding is approved already.',
    },
    comment: null,
    button: 'Approve this finding',
    will: 'Freezes this version and counts it in the national figures. It can be changed again only if you reopen it.',
    done: 'is approved. This version is frozen and counts in the national figures.',
    past: 'approved {it}',
    noun: 'approval',
    audit: 'finding.approved',
  },
  reopen: {
    by: 'chair',
    next: { approved: 'draft' },
    refusals: {
      draft: 'This finding is with its reviewers, so it is open already.',
      submitted: 'This finding waits for your decision, so it is open already.',
      returned: 'This finding has been returned for changes, so it is open already.',
    },
    comment: {
      label: 'Why does it need to be opened again?',
      hint: 'The reviewers see this, and it is kept with the finding.',
      missing: 'Say why it needs to be opened again',
    },
    button: 'Reopen this finding',
    will: 'The reviewers can write a new version. This one stays as it is beside it. Until a new version is approved the finding does not count in the national figures.',
    done: 'is open again. The reviewers can write a new version.',
    past: 'reopened {it}',
    noun: 'reopening',
    audit: 'finding.reopened',
  },
};

/** “Chair, Coventry approved it on 9 May 2012.” */
export function stepWords(action: Action, by: string, on: string, what = 'it'): string {
  return `${by} ${TRANSITIONS[action].past.replace('{it}', what)} on ${on}.`;
}

/** One cell of the table: where the step leads, or why not, or that it is not theirs to know of. */
export type Cell = { to: FindingState } | { refusal: string } | { hidden: true };

/** What one part may do to a finding in a state. */
export function cellOf(part: Part, state: FindingState, action: Action): Cell {
  const rule = TRANSITIONS[action];
  if (rule.by !== part) return { hidden: true };
  const to = rule.next[state];
  if (to) return { to };
  return { refusal: rule.refusals[state] ?? 'This cannot be done now.' };
}

/** What someone with these parts may do: a person can be on the review and on the Board. */
export function stepFor(parts: readonly Part[], state: FindingState, action: Action): Cell {
  const cells = parts.map((part) => cellOf(part, state, action));
  return cells.find((cell) => 'to' in cell) ?? cells.find((cell) => 'refusal' in cell) ?? { hidden: true };
}
