import type { Actor, Role } from '../../server/database/with-actor';
import { reviewCan } from '../../server/reviews/review-policy';

const actor = (role: Role, boardId: string | null = null): Actor => ({
  accountId: 'a',
  email: 'a@demo.example',
  name: 'A',
  memberships: [{ role, boardId, boardName: null }],
  reviewIds: [],
  accredited: false,
});
const nothing = { run: false, decide: false, write: false, declare: false };

describe('what each role may do to a review', () => {
  it.each<[string, Actor, 'lead' | 'team' | null, Partial<typeof nothing>]>([
    ['a lead reviewer who is on it', actor('lead_reviewer'), 'lead', { write: true, declare: true }],
    ['a lead reviewer who is not', actor('lead_reviewer'), null, {}],
    ['a team member who is on it', actor('team_member'), 'team', { write: true }],
    ['a team member who is not', actor('team_member'), null, {}],
    ['the coordinator of its Board', actor('coordinator', 'own'), null, { run: true }],
    ['a coordinator of another Board', actor('coordinator', 'other'), null, {}],
    ['the chair of its Board', actor('chair', 'own'), null, { decide: true }],
    ['a chair of another Board', actor('chair', 'other'), null, {}],
    ['an editor', actor('editor'), null, {}],
    ['an analyst', actor('analyst'), null, {}],
    ['an accreditation manager', actor('accreditation_manager'), null, {}],
    ['an administrator', actor('administrator'), null, {}],
    ['an account on it whose role was taken away', actor('editor'), 'lead', {}],
  ])('%s', (_who, who, part, may) => {
    expect(reviewCan(who, { boardId: 'own', part })).toEqual({ ...nothing, ...may });
  });
});
