/** A phrase that a reader may stumble over, why, and a way to put it. A prompt, never a block (METHOD section 9). */
export interface LanguageHint {
  phrase: string;
  why: string;
  instead: string;
}

interface Habit {
  phrases: RegExp;
  why: string;
  instead: string;
}

const HABITS: readonly Habit[] = [
  {
    phrases: /\b(?:fail(?:ed|ure|s|ing)? to|should (?:not )?have|could have|ought (?:not )?to have)\b/giu,
    why: 'It measures what was done by what became known later.',
    instead: 'Say what they did, and what made it the sensible thing to do then.',
  },
  {
    phrases: /\b(?:missed opportunit(?:y|ies)|(?:with|in) hindsight)\b/giu,
    why: 'It sees from the end. The people in the case could not.',
    instead: 'Say what could be seen at the time, and from where.',
  },
  {
    phrases: /\b(?:clearly|obviously|inevitabl[ye])\b|\bwarning signs were there\b/giu,
    why: 'It is certain after the event.',
    instead: 'Say what was known then, who knew it, and how sure they could be.',
  },
  {
    phrases: /\b(?:careless(?:ly|ness)?|incompeten(?:t|tly|ce)|negligen(?:t|tly|ce))\b/giu,
    why: 'It blames a person, and the explanation stops there.',
    instead: 'Describe the act and what shaped it. Would someone else in that seat have done the same?',
  },
  {
    phrases: /\b(?:inadequate(?:ly)?|poor practice)\b/giu,
    why: 'It judges without giving reasons.',
    instead: 'Say what was done, what would have been expected, and why it differed.',
  },
  {
    phrases:
      /\bmust\b(?! (?:not )?have\b)|\bneeds? to ensure\b|\bshould be reminded\b|\b(?:agencies|staff|practitioners|professionals|workers|managers|teams|the board) should\b(?! (?:not )?have\b)/giu,
    why: 'It gives an order where the Board has to think.',
    instead: 'Ask a question: how would the Board know, and what would it take?',
  },
];

// What someone said is theirs to say. A quotation that is never closed is not one.
const QUOTED = /“[^”\n]*”|"[^"\n]*"/gu;

/**
 * Finds habits of language in a text, in the order in which they stand there, each phrase once.
 * What is between double quotation marks is not looked at.
 */
export function hintsFor(text: string): LanguageHint[] {
  const own = text.replace(QUOTED, (quotation) => '"'.padEnd(quotation.length, '"'));
  const found = HABITS.flatMap(({ phrases, why, instead }) =>
    [...own.matchAll(phrases)].map((match) => ({ at: match.index, phrase: match[0], why, instead })),
  ).sort((a, b) => a.at - b.at);
  const seen = new Set<string>();
  return found.flatMap(({ phrase, why, instead }) => {
    const key = phrase.toLowerCase();
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ phrase, why, instead }];
  });
}
