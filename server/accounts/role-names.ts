import type { Role } from '../database/with-actor';

/** What people do here, as they call it. */
export const ROLE_NAMES: Record<Role, string> = {
  lead_reviewer: 'Lead reviewer',
  team_member: 'Review team member',
  coordinator: 'Board coordinator',
  chair: 'Chair of the Board',
  editor: 'National typology editor',
  analyst: 'National analyst',
  accreditation_manager: 'Accreditation manager',
  administrator: 'Administrator',
};
