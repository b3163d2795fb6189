// What a label says instead of a name. "Mary Smith" is refused at first, "Sibling Two" is not.
const SAYS_WHO =
  /^(Child|Children|Family|Baby|Infant|Toddler|Young|Sibling|Siblings|Twin|Twins|Brother|Sister|Boy|Girl|Teenager|Adolescent|Subject|Person|Case|Unborn|Mother|Father)\b/;
const CAPITALISED = /^(\p{Lu}[\p{L}’'-]*\p{Ll}[\p{L}’'-]*)( \p{Lu}[\p{L}’'-]*\p{Ll}[\p{L}’'-]*)+$/u;

/** Whether a child's label looks like a person's name: two or more capitalised words that say no part (METHOD section 10). */
export function looksLikeName(label: string): boolean {
  return CAPITALISED.test(label) && !SAYS_WHO.test(label);
}
