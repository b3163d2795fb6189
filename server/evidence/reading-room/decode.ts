import { isAscii } from 'node:buffer';

export interface Decoded {
  text: string;
  /** The characters were cut at the most bytes. */
  cut: boolean;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const SLICE = 1024 * 1024;
// Tab, line ends, form feed and next line belong to text.
const CONTROL = /(?![\t\n\v\f\r\u0085])\p{Cc}/u;
/** What ended text files once. */
const DOS_END = 0x1a;

/** Tells how a text is encoded, or null when it is no text: agencies send UTF-8, UTF-16 and Windows-1252. */
export function encodingOf(content: Buffer): Encoding | null {
  const [first, second, third] = content;
  const candidates: Encoding[] =
    first === 0xff && second === 0xfe
      ? ['utf-16le']
      : first === 0xfe && second === 0xff
        ? ['utf-16be']
        : first === 0xef && second === 0xbb && third === 0xbf
          ? ['utf-8']
          : content.subarray(0, 4096).includes(0)
            ? [zerosAt(content, 1) >= zerosAt(content, 0) ? 'utf-16le' : 'utf-16be']
            : ['utf-8', 'windows-1252'];
  return candidates.find((encoding) => isText(content, encoding)) ?? null;
}

/** A text without its byte order mark, as far as the most bytes reach. */
export function decode(content: Buffer, encoding: Encoding, mostBytes = 12 * 1024 * 1024): Decoded {
  const cut = content.length > mostBytes;
  return { text: decoderOf(encoding, false)(cut ? content.subarray(0, mostBytes) : content, false), cut };
}

function isText(whole: Buffer, encoding: Encoding): boolean {
  const content = whole.at(-1) === DOS_END ? whole.subarray(0, -1) : whole;
  const read = decoderOf(encoding, true);
  try {
    for (let at = 0; at < content.length; at += SLICE) {
      const end = at + SLICE;
      const slice = content.subarray(at, end);
      const text = read(slice, end < content.length);
      // Most of a long text is ASCII, where a look at the bytes is much the quicker.
      if (isAscii(slice) && !encoding.startsWith('utf-16') ? slice.some(isControl) : CONTROL.test(text))
        return false;
    }
    return true;
  } catch {
    return false;
  }
}

// Windows-1252 is Latin 1 but for these signs; Node 20's own decoder takes the one for the other. What stands for
// none stays a control character, by which a content is known to be no text.
const SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Decodes a text piece by piece. */
function decoderOf(encoding: Encoding, fatal: boolean): (bytes: Buffer, more: boolean) => string {
  if (encoding === 'windows-1252') {
    return (bytes) =>
      bytes
        .toString('latin1')
        .replace(/[\u0080-\u009f]/g, (sign) => SIGNS[sign.charCodeAt(0) - 0x80] ?? sign);
  }
  const decoder = new TextDecoder(encoding, { fatal });
  return (bytes, more) => decoder.decode(bytes, { stream: more });
}

const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 32) || byte === 127;

/** How many zeros stand at the even or the odd places of the beginning. */
function zerosAt(content: Buffer, odd: 0 | 1): number {
  return content.subarray(0, 4096).filter((byte, at) => byte === 0 && at % 2 === odd).length;
}
