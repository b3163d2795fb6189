/** Whether a page of the registry is looked at by the browser test of the national pages, and not by those of the others. */
export function isNationalPage(path: string): boolean {
  const isFile = /\.(json|qdc|csv|xlsx)$|\/(file|files\/:name)$/.test(path);
  return (
    /^\/(coding|releases|typology\/(drafts|editions)|national\/(map|exports)|account\/tokens)\b/.test(path) &&
    !isFile
  );
}

/** Whether a view is one of those that the same test holds to being shown somewhere. */
export const isNationalView = (name: string): boolean =>
  /^(coding|typology|national)\//.test(name) ||
  name === 'findings/older-tags' ||
  /^accounts\/token/.test(name);
