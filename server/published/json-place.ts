/** Where a text stops being JSON, and what was wanted there. */
export interface JsonError {
  line: number;
  column: number;
  reason: string;
}

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma' | 'end';

const REASONS: Record<Wanted, string> = {
  value: 'a value is wanted here: text in quotes, a number, true, false, null, { or [',
  'value or ]': 'a value or ] is wanted here',
  key: 'the name of a field in quotes is wanted here',
  'key or }': 'the name of a field in quotes, or }, is wanted here',
  colon: 'a colon is wanted here, after the name of the field',
  comma: 'a comma or a closing bracket is wanted here',
  end: 'nothing more may follow the end of the file’s one object',
};

/**
 * Finds the first place where `text` is not JSON. The runtime's own message gives no place that one can rely
 * on, and people mend a file by line and column. Goes through the text once, however deep it is nested.
 * @returns undefined when the text is JSON
 */
export function firstJsonError(text: string): JsonError | undefined {
  const closers: ('}' | ']')[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const after = (): Wanted => (closers.length > 0 ? 'comma' : 'end');
  for (;;) {
    at = skip(text, at, BLANK);
    const sign = text[at];
    if (sign === undefined) {
      return wanted === 'end' ? undefined : errorAt(text, at, `the file ends too early: ${REASONS[wanted]}`);
    }
    const closes = sign === closers.at(-1);
    if (closes && (wanted === 'comma' || wanted === 'value or ]' || wanted === 'key or }')) {
      closers.pop();
      at += 1;
      wanted = after();
    } else if (wanted === 'comma' && sign === ',') {
      at += 1;
      wanted = closers.at(-1) === '}' ? 'key' : 'value';
    } else if (wanted === 'colon' && sign === ':') {
      at += 1;
      wanted = 'value';
    } else if ((wanted === 'key' || wanted === 'key or }') && sign === '"') {
      const end = endOfText(text, at);
      if (typeof end !== 'number') return end;
      at = end;
      wanted = 'colon';
    } else if (wanted === 'value' || wanted === 'value or ]') {
      if (sign === '{' || sign === '[') {
        closers.push(sign === '{' ? '}' : ']');
        at += 1;
        wanted = sign === '{' ? 'key or }' : 'value or ]';
        continue;
      }
      const end = sign === '"' ? endOfText(text, at) : endOfWord(text, at);
      if (typeof end === 'object') return end;
      if (end === undefined) return errorAt(text, at, REASONS[wanted]);
      at = end;
      wanted = after();
    } else {
      return errorAt(text, at, REASONS[wanted]);
    }
  }
}

const BLANK = /[ \t\r\n]*/y;
const WORD = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.+-])/y;
const PLAIN = /[^"\\\p{Cc}]*/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function skip(text: string, at: number, what: RegExp): number {
  what.lastIndex = at;
  return what.test(text) ? what.lastIndex : at;
}

function endOfWord(text: string, at: number): number | undefined {
  const end = skip(text, at, WORD);
  return end > at ? end : undefined;
}

/** The place after a text in quotes that begins at `at`, or what is wrong inside it. */
function endOfText(text: string, at: number): number | JsonError {
  let inside = at + 1;
  for (;;) {
    inside = skip(text, inside, PLAIN);
    const sign = text[inside];
    if (sign === '"') return inside + 1;
    if (sign === undefined) return errorAt(text, at, 'this text is never closed with a quotation mark');
    if (sign === '\\') {
      const end = skip(text, inside, ESCAPE);
      if (end === inside) return errorAt(text, inside, 'the character after this backslash has no meaning');
      inside = end;
    } else if (sign < ' ') {
      const reason =
        sign === '\n' || sign === '\r'
          ? 'the line ends inside a text: close it with a quotation mark, or write the line break as \\n'
          : 'this text holds a control character: take it out';
      return errorAt(text, inside, reason);
    } else {
      inside += 1;
    }
  }
}

function errorAt(text: string, at: number, reason: string): JsonError {
  const before = text.slice(0, at);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: at - lastBreak, reason };
}
