import { z } from 'zod';
import { text } from '../http/forms';

export const leadForm = z.object({ lead: text('Lead reviewer', { required: 'Choose a lead reviewer' }) });
export const teamForm = z.object({ team: text('Team member', { required: 'Choose someone for the team' }) });

export const independenceForm = z.object({
  text: text('Your declaration', {
    most: 4000,
    required: 'Say in your own words how you stand to the Board and its agencies',
  }),
  confirm: text('Confirmation', { required: 'Confirm that this is the whole of it' }),
});
