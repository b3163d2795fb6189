// An error about a date names its group of boxes, which cannot be focused: the summary leads to its first box.

export function errorLinks(scope: HTMLElement): void {
  for (const link of scope.querySelectorAll<HTMLAnchorElement>('.govuk-error-summary a[href^="#"]')) {
    const target = document.getElementById(link.hash.slice(1));
    const box = target?.matches('.govuk-date-input') ? target.querySelector('input') : null;
    if (box) link.hash = box.id;
  }
}
