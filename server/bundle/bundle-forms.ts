import { z } from 'zod';
import { choice, text } from '../http/forms';

/** Whether the content of the documents goes along. */
export const exportForm = z.object({
  content: choice(['no', 'yes'], 'Choose whether the content of the documents goes along'),
});

/** Which Board of theirs a coordinator brings a review into; asked only of one who has several. */
export const importForm = z.object({ board: text('The Board') });
