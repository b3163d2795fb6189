// What a label of a practitioner ends in: “Health visitor 1”, “Social worker 2”. Family and neighbours have labels
// too, and no account of a practitioner is due for them.
const HEADS = new Set(
  `adviser advisor chair clinician constable consultant coordinator co-ordinator doctor gp inspector manager midwife
  nurse officer paediatrician practitioner psychiatrist psychologist registrar sergeant supervisor teacher therapist
  visitor worker`.split(/\s+/),
);

// Words that belong to a role before its last: known ones, for a label in the middle of a sentence may have no capital.
const BEFORE = new Set(
  `abuse agency alcohol area assistant attendance camhs care case child children’s clinical community conference
  contact deputy designated detective district domestic drug duty early education educational emergency family
  forensic head health hospital housing independent intake key lead learning liaison link locum mental misuse named
  night nursery outreach paediatric personal police practice probation protection psychiatric residential reviewing
  safeguarding school senior service social specialist staff student substance support team trainee triage vice ward
  welfare year years youth`.split(/\s+/),
);

// What begins a sentence and is no part of a role.
const NOT_BEFORE = new Set(
  `a after all also although an and another any as at because before both but by each every for former from had has
  how however if in its later like meanwhile next no nor of on once one only or our says seen she he since so some
  still that the their then there these they this those though told two until was we were what when where which while
  who why with without yet mother father carer child sibling brother sister grandmother grandfather aunt uncle
  neighbour partner stepfather stepmother`.split(/\s+/),
);

// “the health visitor 3 times” and “to the officer 12 March 2012” name no one.
const COUNTED =
  '(?:times?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|visits?|calls?|cases?|files?|families|children|of|out of|per cent|in every|am|pm|miles?|people|others?|more|colleagues|January|February|March|April|May|June|July|August|September|October|November|December)';
const LABELLED = new RegExp(
  `(?<![\\p{L}\\p{N}’'-])(${[...HEADS].join('|')})(s?)[^\\S\\n]+([1-9]\\d?(?:(?:,|,? and| or| to|,? with)[^\\S\\n]+[1-9]\\d?)*)(?![\\p{L}\\p{N}%/:]|[.,]\\d|[^\\S\\n]+${COUNTED}\\b)`,
  'giu',
);
const WORD_BEFORE = /([\p{L}’'&-]+)[^\S\n]+$/u;
const MOST_WORDS = 4;

/**
 * The labels of practitioners in a text, such as “Social worker 2”, each once, in the order in which they are named.
 * “Social workers 1 and 2” names two.
 */
export function namedRoles(text: string): string[] {
  const found = new Map<string, string>();
  for (const match of text.matchAll(LABELLED)) {
    const [, head = '', plural = '', numbers = ''] = match;
    const all = numbers.match(/\d+/g) ?? [];
    // Workers in the plural have a label each, or none: “among social workers 14 said so”.
    if (plural !== '' && all.length < 2) continue;
    const role = roleEndingIn(text.slice(Math.max(0, match.index - 120), match.index), head);
    for (const number of plural === '' ? all.slice(0, 1) : all) {
      const label = `${role} ${number}`;
      const key = normal(label);
      if (!found.has(key)) found.set(key, label.charAt(0).toUpperCase() + label.slice(1));
    }
  }
  return [...found.values()];
}

/** The role whose last word is `head`, with the words before it that belong to it. */
function roleEndingIn(before: string, head: string): string {
  let role = head;
  let rest = before;
  for (let count = 1; count < MOST_WORDS; count += 1) {
    const match = WORD_BEFORE.exec(rest);
    const word = match?.[1];
    if (!match || !word) break;
    const plain = word.toLowerCase().replace(/'/g, '’');
    const belongs = BEFORE.has(plain) || HEADS.has(plain) || (count === 1 && beginsLabel(word, plain, role));
    if (!belongs) break;
    role = `${word} ${role}`;
    rest = rest.slice(0, match.index);
  }
  return role;
}

/** A capital before a role that has none yet begins its label: “Wellbeing coordinator 1”. */
function beginsLabel(word: string, plain: string, role: string): boolean {
  return /^\p{Lu}/u.test(word) && /^\p{Ll}/u.test(role) && !/’s?$/.test(plain) && !NOT_BEFORE.has(plain);
}

/**
 * Whether two labels mean the same person: alike but for capitals and spaces, or one says less of the role
 * (“Manager 1” beside “Team manager 1”).
 */
export function sameRole(one: string, other: string): boolean {
  const [a, b] = [normal(one), normal(other)];
  return a === b || a.endsWith(` ${b}`) || b.endsWith(` ${a}`);
}

const normal = (label: string): string =>
  label.normalize('NFKC').toLowerCase().replace(/'/g, '’').replace(/\s+/g, ' ').trim();
