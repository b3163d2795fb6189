// Progressive enhancement only: every page works without this file.
import { addAnother } from './add-another';
import { autosave } from './autosave';
import { coding } from './coding';
import { errorLinks } from './error-links';
import { filterList } from './filter-list';
import { preventDouble } from './prevent-double';
import { sessionWarning } from './session-warning';
import { startComponents } from './start-components';
import { upload } from './upload';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');

errorLinks(document.body);
startComponents(document.body);
for (const form of document.querySelectorAll<HTMLFormElement>(
  'form[data-autosave], form[data-warn-unsaved]',
)) {
  autosave(form);
}
preventDouble();
document.querySelectorAll<HTMLElement>('[data-filter-list]').forEach(filterList);
document.querySelectorAll<HTMLElement>('[data-add-another]').forEach(addAnother);
document.querySelectorAll<HTMLFormElement>('form[data-coding]').forEach(coding);
document.querySelectorAll<HTMLFormElement>('form[data-upload]').forEach(upload);
sessionWarning(document.body);

// What just happened is read out and in view, unless there are errors to deal with first.
const flash = document.querySelector<HTMLElement>('[data-flash]');
if (flash && !document.querySelector('.govuk-error-summary')) flash.focus();
