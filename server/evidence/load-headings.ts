/** What a column of an agency's spreadsheet holds, for the chronology. */
export const ROLES = {
  date: 'Date, or when it began',
  until: 'Date when it ended',
  time: 'Time of day',
  agency: 'Agency',
  description: 'What happened',
  experience: 'The child’s experience',
  people: 'People involved',
  source: 'Source, or record',
} as const;
export type Role = keyof typeof ROLES;

// In order: the first that fits is taken, so that “End date” is no start and “Child seen” no contact.
const HEADINGS: readonly (readonly [Role, RegExp])[] = [
  ['experience', /\b(?:child(?:ren)?(?:['’]?s)?|voice|young person(?:['’]s)?)\b.*\b(?:seen|voice|presentation|experience|impact|views?|wishes|feelings|said|lived)\b/],
  ['experience', /\b(?:voice of|impact on|wishes and feelings|lived experience|seen alone|views of)\b/],
  ['until', /\b(?:end|until|finish(?:ed)?|date ended|closed|last)\b.*\bdate\b|\bdate\b.*\b(?:to|end(?:ed)?|until|finish(?:ed)?|closed)\b|^(?:to|until|end|ended)$/],
  ['time', /^time\b|\btime (?:of|\()|^(?:at|hours?)$|^event time$|^start time$/],
  ['date', /\bdates?\b|^when\b|^day$|^from$|^occurred\b/],
  ['agency', /\bagenc(?:y|ies)\b|\borgani[sz]ation\b|^service$|^school$|^provider$|^(?:from )?(?:which )?team$|^author agency$/],
  ['source', /\bsources?\b|\brecords?(?:ed)?\b.*\b(?:in|ref|held|location)\b|^records?(?: (?:no|number|id))?$|\bfile\b|\bref(?:erence)?\b|\bevidence\b|\bdocument\b|^page\b/],
  ['people', /^(?:who|names?|people|persons?|professionals?|practitioners?|staff|present|attend(?:ees|ed by|ed))\b|\b(?:persons?|people|professionals?|practitioners?|staff|who|parties)\b.*\b(?:involved|present|seen|was|attending)\b|\bpersonnel\b|^(?:(?:allocated|key|social|case|lead|support) )?workers?(?: name)?$|^(?:police )?officers?(?: in (?:the )?case)?(?: name)?$|^(?:seen|visited|attended) by$/],
  ['description', /\b(?:events?|description|details?|contacts?|summary|incidents?|narrative|chronology|entry|entries|information|intervention|activity|what)\b|\bhappened\b|\bsignificant\b/],
]; // prettier-ignore

/** What a heading says that its column holds, or null when it does not say: “Comments” and “Analysis” are asked. */
export function guessRole(heading: string): Role | null {
  const plain = heading
    .toLowerCase()
    .replace(/[_*:]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (/\b(?:comments?|analysis|reflection|notes? for)\b/.test(plain)) return null;
  if (/\b(?:birth|dob|completed|entered|updated|created|recorded on)\b/.test(plain)) return null;
  return HEADINGS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** Whether a column adds to what happened without telling it: what was done about it, or came of it. */
export const addsToWhatHappened = (heading: string): boolean =>
  guessRole(heading) === null &&
  /\b(?:outcomes?|actions?|responses?|decisions?|results?)\b/i.test(heading) &&
  !/\b(?:comments?|analysis|completed|entered|updated|created)\b/i.test(heading);

/** The headings as one line, by which the next sheet of the same shape is known. */
export function headingsKey(headings: readonly string[]): string {
  return headings
    .map((heading) => heading.toLowerCase().replace(/\s+/g, ' ').trim())
    .join(' | ')
    .slice(0, 5_000);
}
