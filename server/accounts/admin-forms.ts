import { z } from 'zod';
import { choice, text, version } from '../http/forms';
import type { Role } from '../database/with-actor';
import { isUuid } from '../http/ids';
import { ROLE_NAMES } from './role-names';

export const invitationForm = z.object({
  name: text('Name', { most: 120, required: 'Enter a name, or what they do: Coordinator, Coventry' }),
  email: text('E-mail address', { most: 200, required: 'Enter an e-mail address' })
    .transform((value) => value.toLowerCase())
    .refine((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), {
      error: 'Enter an e-mail address in the form name@example.org',
    }),
  role: choice<Role>(Object.keys(ROLE_NAMES) as Role[], 'Choose what they do'),
  board: text('Board').transform((value) => (isUuid(value) ? value : null)),
});

export const statusForm = z.object({ version });

export const boardForm = z.object({
  area: text('Area', { required: 'Choose the area' }),
  name: text('Name', { most: 150 }),
});
