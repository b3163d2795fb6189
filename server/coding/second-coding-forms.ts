import { z } from 'zod';
import { text, version } from '../http/forms';
import { codeFields } from '../published/code-form';
import type { Said } from './second-coding';

/** What a second coder says of one finding. `action` is the button: `next`, `save` or `none`. */
export const secondCodingForm = z
  .object(codeFields)
  .transform(({ action, ...rest }): Said & { goOn: boolean } => ({
    ...rest,
    none: action === 'none',
    goOn: action !== 'save',
  }));

/** The code that is taken back; empty for “states no pattern”. */
export const takeBackCodeForm = z.object({
  category: text('Category', { most: 100 }),
});

/** The version that the page showed whose last change is undone. */
export const undoForm = z.object({ version });
