/**
 * Characters of private use that stand round the hits and between fields in what the database gives, and for `<`: what
 * looks like a tag is left out of a headline, and is text here. Those round hits are taken out of the texts themselves.
 */
export const MARK = {
  start: '\uE000',
  end: '\uE001',
  between: '\uE002',
  less: '\uE003',
  field: '\uE004',
} as const;
