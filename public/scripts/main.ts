// Progressive enhancement only: every page works without this file.
import { addAnother } from './add-another';
import { autosave } from './autosave';
import { coding } from './coding';
import { errorLinks } from './error-links';
import { filterList } from './filter-list';
import { preventDouble } from './prevent-double';
import { secondCoding } from './second-coding';
import { sessionWarning } from './session-warning';
import { startComponents } from './start-components';
import { upload } from './upload';
import { uploadMany } from './upload-many';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');

enhance(document.body);
preventDouble();
sessionWarning(document.body);

function enhance(scope: HTMLElement): void {
  errorLinks(scope);
  startComponents(scope);
  scope.querySelectorAll<HTMLFormElement>('form[data-autosave], form[data-warn-unsaved]').forEach(autosave);
  scope.querySelectorAll<HTMLElement>('[data-filter-list]').forEach(filterList);
  scope.querySelectorAll<HTMLElement>('[data-add-another]').forEach(addAnother);
  scope.querySelectorAll<HTMLFormElement>('form[data-coding]').forEach(coding);
  scope.querySelectorAll<HTMLFormElement>('form[data-second-coding]').forEach(secondCoding);
  scope.querySelectorAll<HTMLFormElement>('form[data-upload-many]').forEach(uploadMany);
  scope.querySelectorAll<HTMLFormElement>('form[data-upload]').forEach((form) => upload(form, enhance));
}

// What just happened is read out and in view, unless there are errors to deal with first.
const flash = document.querySelector<HTMLElement>('[data-flash]');
if (flash && !document.querySelector('.govuk-error-summary')) flash.focus();
