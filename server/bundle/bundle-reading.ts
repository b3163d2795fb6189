import { createHash } from 'node:crypto';
import { ImportProblem } from '../published/import-problem';
import { Base64Stream } from './base64-stream';

/** A file that can be read from its beginning as often as need be. */
export interface BundleSource {
  open(): AsyncIterable<Buffer>;
}

/** What takes the content of documents as it is met in the file. */
export interface ContentSink {
  /** @param key what the file calls it: the SHA-256 of the content */
  begin(key: string): void | Promise<void>;
  write(bytes: Buffer): void | Promise<void>;
  end(): void | Promise<void>;
}

/** All of a bundle but the content of its documents: beyond this it is refused, since it is held in memory. */
export const MOST_TEXT = 100 * 1024 * 1024;
const MOST_DEPTH = 24;
const MOST_KEY = 100;
const CONTENTS = 'contents';

const enum Byte {
  LineFeed = 0x0a,
  Quote = 0x22,
  Comma = 0x2c,
  Colon = 0x3a,
  OpenList = 0x5b,
  Backslash = 0x5c,
  CloseList = 0x5d,
  OpenObject = 0x7b,
  CloseObject = 0x7d,
}

/**
 * Goes through a file once, whatever its size, and parts it: the content of documents (`contents`, by SHA-256, in
 * base64) goes to `sink` as it comes, and the rest is kept, with an empty text in place of each content. Any spelling
 * of JSON is taken; whether what is kept is JSON at all is for its parser to say.
 * @returns the text that is kept, and the SHA-256 of the whole file
 * @throws ImportProblem when the text is too large, too deep or not UTF-8, or a content is not base64
 */
export async function partBundle(
  source: BundleSource,
  sink: ContentSink,
): Promise<{ text: string; sha256: string }> {
  const hash = createHash('sha256');
  const reader = new Parting(sink);
  for await (const chunk of source.open()) {
    hash.update(chunk);
    await reader.take(chunk);
  }
  return { text: reader.text(), sha256: hash.digest('hex') };
}

class Parting {
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private depth = 0;
  private line = 1;
  private place: 'between' | 'text' | 'content' = 'between';
  private escaped = false;
  /** Whether the next text is the name of a field, at the two depths where it matters. */
  private namesField = [false, false, false];
  /** The text that is being read, where it may be a name that matters. */
  private name: string | null = null;
  private topName = '';
  private contentName = '';
  private base64 = new Base64Stream();

  constructor(private readonly sink: ContentSink) {}

  async take(chunk: Buffer): Promise<void> {
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.place === 'content') {
        const end = chunk.indexOf(Byte.Quote, at);
        await this.decode(chunk.subarray(at, end < 0 ? chunk.length : end));
        from = at = end < 0 ? chunk.length : end;
        if (end >= 0) {
          await this.endContent();
          at += 1;
        }
      } else if (this.place === 'text') {
        at = this.throughText(chunk, at);
      } else if (this.between(chunk[at++] ?? 0)) {
        this.keep(chunk.subarray(from, at));
        from = at;
        this.place = 'content';
        await this.sink.begin(this.contentName);
      }
    }
    if (this.place !== 'content') this.keep(chunk.subarray(from));
  }

  text(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(this.kept));
    } catch {
      throw problem('file', 'is not UTF-8 text: save it as UTF-8');
    }
  }

  /** Reads one byte outside any text. @returns true when a content begins with it */
  private between(byte: number): boolean {
    switch (byte) {
      case Byte.LineFeed:
        this.line += 1;
        return false;
      case Byte.OpenObject:
      case Byte.OpenList:
        this.depth += 1;
        if (this.depth > MOST_DEPTH)
          throw problem(`line ${this.line}`, `is nested more than ${MOST_DEPTH} deep`);
        this.namesField[this.depth] = byte === Byte.OpenObject;
        return false;
      case Byte.CloseObject:
      case Byte.CloseList:
        this.depth = Math.max(0, this.depth - 1);
        return false;
      case Byte.Comma:
        this.namesField[this.depth] = this.depth <= 2;
        return false;
      case Byte.Colon:
        this.namesField[this.depth] = false;
        return false;
      case Byte.Quote:
        if (this.depth === 2 && this.topName === CONTENTS && !this.namesField[2]) return true;
        this.name = this.depth <= 2 && this.namesField[this.depth] ? '' : null;
        this.place = 'text';
        return false;
      default:
        return false;
    }
  }

  /** @returns the place after the text, or the end of the chunk */
  private throughText(chunk: Buffer, begin: number): number {
    for (let at = begin; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.escaped) this.escaped = false;
      else if (byte === Byte.Backslash) this.escaped = true;
      else if (byte === Byte.Quote) {
        this.place = 'between';
        if (this.name !== null && this.depth === 1) this.topName = this.name;
        if (this.name !== null && this.depth === 2) this.contentName = this.name;
        return at + 1;
      }
      if (this.name !== null && this.name.length < MOST_KEY) this.name += String.fromCharCode(byte);
    }
    return chunk.length;
  }

  private async decode(bytes: Buffer): Promise<void> {
    const decoded = this.base64.take(bytes);
    if (decoded === null) throw this.notBase64();
    if (decoded.length > 0) await this.sink.write(decoded);
  }

  private async endContent(): Promise<void> {
    if (!this.base64.isWhole()) throw this.notBase64();
    this.base64 = new Base64Stream();
    this.place = 'between';
    await this.sink.end();
  }

  private notBase64(): ImportProblem {
    return problem(`contents[${JSON.stringify(this.contentName)}]`, 'must be base64, without line breaks');
  }

  private keep(bytes: Buffer): void {
    this.keptBytes += bytes.length;
    if (this.keptBytes > MOST_TEXT) {
      const most = MOST_TEXT / 1024 / 1024;
      throw problem('file', `is larger than ${most} MB without the content of its documents`);
    }
    // A copy: what it was read into may be used again.
    if (bytes.length > 0) this.kept.push(Buffer.from(bytes));
  }
}

const problem = (path: string, reason: string): ImportProblem => new ImportProblem([{ path, reason }]);
