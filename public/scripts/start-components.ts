import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from 'govuk-frontend';

const inForms = [Button, CharacterCount, Checkboxes, PasswordInput, Radios];
const onPages = [ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink, Tabs];

export function startComponents(scope: HTMLElement): void {
  for (const component of [...inForms, ...onPages]) createAll(component, undefined, scope);
}
