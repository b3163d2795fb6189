import type { Role } from '../server/database/with-actor';

export const DEMO_PASSWORD = 'demo-workbench-2012';
export const DEMO_BOARDS = ['Coventry', 'Lancashire'] as const;
export type DemoBoard = (typeof DEMO_BOARDS)[number];

export interface CastMember {
  email: string;
  name: string;
  role: Role;
  board?: DemoBoard;
  /** How they stand on the register of reviewers; absent for those who are not on it. */
  accreditation?: 'current' | 'lapsed';
}

/** The demo cast (CONTRACT). They are roles, not people. */
export const CAST: readonly CastMember[] = [
  { email: 'reviewer@demo.example', name: 'Lead reviewer', role: 'lead_reviewer', accreditation: 'current' },
  {
    email: 'reviewer2@demo.example',
    name: 'Second lead reviewer',
    role: 'lead_reviewer',
    accreditation: 'current',
  },
  {
    email: 'lapsed@demo.example',
    name: 'Lapsed reviewer',
    role: 'lead_reviewer',
    accreditation: 'lapsed',
  },
  { email: 'team@demo.example', name: 'Review team member', role: 'team_member' },
  {
    email: 'coordinator@demo.example',
    name: 'Coordinator, Coventry',
    role: 'coordinator',
    board: 'Coventry',
  },
  { email: 'chair@demo.example', name: 'Chair, Coventry', role: 'chair', board: 'Coventry' },
  {
    email: 'reviewer-b@demo.example',
    name: 'Lead reviewer, Lancashire',
    role: 'lead_reviewer',
    accreditation: 'current',
  },
  {
    email: 'coordinator-b@demo.example',
    name: 'Coordinator, Lancashire',
    role: 'coordinator',
    board: 'Lancashire',
  },
  { email: 'chair-b@demo.example', name: 'Chair, Lancashire', role: 'chair', board: 'Lancashire' },
  { email: 'editor@demo.example', name: 'National typology editor', role: 'editor' },
  { email: 'analyst@demo.example', name: 'National analyst', role: 'analyst' },
  { email: 'accreditation@demo.example', name: 'Accreditation manager', role: 'accreditation_manager' },
  { email: 'admin@demo.example', name: 'Administrator', role: 'administrator' },
];
