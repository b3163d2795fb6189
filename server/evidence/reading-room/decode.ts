export interface Decoded {
  text: string;
  /** The characters were cut at the most bytes. */
  cut: boolean;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const SLICE = 1024 * 1024;
// Tab, line feed, form feed, carriage return, vertical tab and next line belong to text; 1A ended files once.
// eslint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u0008\u000e-\u0019\u001b-\u001f\u007f-\u0084\u0086-\u009f]/;

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
export function decode(content: Buffer, encoding: Encoding, mostBytes = 40 * 1024 * 1024): Decoded {
  const cut = content.length > mostBytes;
  return { text: new TextDecoder(encoding).decode(cut ? content.subarray(0, mostBytes) : content), cut };
}

function isText(content: Buffer, encoding: Encoding): boolean {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for (let at = 0; at < content.length; at += SLICE) {
      const end = at + SLICE;
      const text = decoder.decode(content.subarray(at, end), { stream: end < content.length });
      if (CONTROL.test(text)) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** How many zeros stand at the even or the odd places of the beginning. */
function zerosAt(content: Buffer, odd: 0 | 1): number {
  return content.subarray(0, 4096).filter((byte, at) => byte === 0 && at % 2 === odd).length;
}
