import type { FindingContent, Tag } from './finding-content';
import { blank, lack, type Missing, type SectionSlug } from './missing';

export const MOST_STATEMENT_WORDS = 40;
export const MOST_QUESTIONS = 7;
/** The category of the typology for what fits no other: it wants a suggested name. */
export const DOES_NOT_FIT = 'X';

/** What a part of plain prose lacks. */
export const textLacks = (section: SectionSlug, text: string, message: string): Missing[] =>
  blank(text) ? [lack(section, message, section)] : [];

/** What the statement lacks: one sentence of at most 40 words, and what the pattern does. */
export function statementLacks({ statement, polarity }: FindingContent): Missing[] {
  const missing: Missing[] = [];
  const words = wordsOf(statement);
  if (words === 0) missing.push(lack('statement', 'The statement: one sentence', 'statement'));
  else if (!isOneSentence(statement))
    missing.push(lack('statement', 'The statement in one sentence, not several', 'statement'));
  if (words > MOST_STATEMENT_WORDS)
    missing.push(
      lack(
        'statement',
        `A shorter statement: it has ${words} words, and ${MOST_STATEMENT_WORDS} is the most`,
        'statement',
      ),
    );
  if (!polarity)
    missing.push(lack('statement', 'Whether the pattern makes practice less safe or safer', 'polarity'));
  return missing;
}

/** Words as a person counts them: a dash between spaces is none. */
export function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

// Stops that do not end a sentence.
const ABBREVIATED = /(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|no|dr|mr|mrs|ms|st)\.$/i;

/** Whether a text is a single sentence: no second one begins after a full stop, and no new paragraph. */
export function isOneSentence(text: string): boolean {
  const whole = text.trim();
  if (/\n/.test(whole)) return false;
  for (const end of whole.matchAll(/[.!?…]+["'”’)\]]*\s+(?=["'“‘([]*[\p{Lu}\p{N}])/gu)) {
    const before = whole.slice(0, end.index + end[0].trimEnd().length);
    if (!ABBREVIATED.test(before)) return false;
  }
  return true;
}

/** What the questions lack: one to seven, each ending in a question mark. */
export function questionsLack(questions: FindingContent['questions']): Missing[] {
  const asked = questions.filter(({ text }) => !blank(text));
  const boxes = questions.map((question, index) => ({ text: question.text, number: index + 1 }));
  return [
    ...(asked.length === 0 ? [lack('questions', 'At least one question for the Board', 'question-1')] : []),
    ...(asked.length > MOST_QUESTIONS
      ? [
          lack(
            'questions',
            `No more than ${MOST_QUESTIONS} questions: there are ${asked.length}`,
            'question-1',
          ),
        ]
      : []),
    ...boxes
      .filter(({ text }) => !blank(text) && !/\?["'”’)\]]*$/.test(text.trim()))
      .map(({ number }) =>
        lack('questions', `Question ${number}: a question mark at its end`, `question-${number}`),
      ),
  ];
}

/** What the tags lack: each has its reason and an extract in the finding's own words. */
export function tagsLack(content: FindingContent): Missing[] {
  if (content.tags.length === 0) return [lack('tags', 'At least one tag from the typology', '', 'new')];
  const texts = findingTexts(content).map(({ text }) => oneLine(text));
  return content.tags.flatMap((tag) => tagLacks(tag, texts));
}

function tagLacks(tag: Tag, texts: readonly string[]): Missing[] {
  const missing: Missing[] = [];
  const need = (what: string, field: string) =>
    missing.push(lack('tags', `Tag ${tag.category}: ${what}`, field, tag.id));
  if (blank(tag.rationale)) need('why this category', 'rationale');
  if (blank(tag.extract)) need('an extract of the finding that bears it', 'extract');
  else if (!texts.some((text) => text.includes(oneLine(tag.extract))))
    need('an extract in the finding’s own words (these are not in it)', 'extract');
  if (tag.category === DOES_NOT_FIT && blank(tag.suggested_name)) need('a suggested name', 'suggested_name');
  return missing;
}

const oneLine = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** The finding's own words, part by part, that an extract may be taken from. Empty texts are left out. */
export function findingTexts(content: FindingContent): { part: string; text: string }[] {
  return [
    { part: 'Statement', text: content.statement },
    { part: 'What is the issue?', text: content.issue },
    { part: 'How did it show in this case?', text: content.manifestation },
    ...content.rationales.flatMap((row) =>
      [row.knew, row.aimed, row.pressed, row.options, row.sense].map((text) => ({
        part: `Why did it make sense? ${row.role_label}`.trim(),
        text,
      })),
    ),
    ...[content.extent_reason, content.prevalence, ...content.extent_evidence.map(({ shows }) => shows)].map(
      (text) => ({ part: 'Specific to this case, or wider?', text }),
    ),
    ...content.factors
      .flatMap(({ text, evidence }) => [text, evidence])
      .map((text) => ({ part: 'The context', text })),
    ...content.references.map(({ adds }) => ({ part: 'The research', text: adds })),
    { part: 'Why does it matter?', text: content.matters },
    ...content.questions.map(({ text }) => ({ part: 'Questions for the Board', text })),
  ].filter(({ text }) => !blank(text));
}
