// The package has no types of its own; these are the parts used here.
declare module 'govuk-frontend' {
  interface ComponentClass {
    new (root: Element): unknown;
    moduleName: string;
  }
  export const Button: ComponentClass;
  export const CharacterCount: ComponentClass;
  export const Checkboxes: ComponentClass;
  export const ErrorSummary: ComponentClass;
  export const NotificationBanner: ComponentClass;
  export const PasswordInput: ComponentClass;
  export const Radios: ComponentClass;
  export const ServiceNavigation: ComponentClass;
  export const SkipLink: ComponentClass;
  export const Tabs: ComponentClass;
  export function createAll(component: ComponentClass, config?: object, scope?: Element): unknown[];
}
