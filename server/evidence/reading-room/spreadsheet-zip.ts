import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { Unreadable } from './jobs';

const MOST_UNPACKED = 200 * 1024 * 1024;
const MOST_ENTRIES = 5_000;
/** Bytes without the beginning of another tag: what would be gathered in memory before anything is told of it. */
const MOST_OF_TEXT = 4 * 1024 * 1024;
const TOO_LARGE =
  'This file unpacks to more than 200 MB. Keep the sheet of the chronology alone, and choose it again';
const DAMAGED =
  'This file is damaged or not a spreadsheet. Open it in Excel, save it again, and choose it again';

/** The parts of an XLSX file, unpacked piece by piece and counted as they are. */
export interface Parts {
  has(name: string): boolean;
  /**
   * Reads one part as XML; nothing when it is not there. Names come without their prefix.
   * @throws Unreadable when it is no XML, declares entities, or is beyond what is unpacked
   */
  read(name: string, on: XmlReader): Promise<void>;
}

export interface XmlReader {
  open?(name: string, attribute: (name: string) => string | undefined): void;
  text?(text: string): void;
  close?(name: string): void;
  /** Told before a text is read that is longer than any cell: what it throws is said. */
  long?(): void;
}

/** @throws Unreadable when it is no archive, a protected one, or unpacks to more than is taken */
export async function openParts(content: Buffer): Promise<Parts> {
  const zip = await openZip(content);
  const entries = await entriesOf(zip);
  let left = MOST_UNPACKED;
  return {
    has: (name) => entries.has(name),
    async read(name, on) {
      const entry = entries.get(name);
      if (!entry) return;
      const stream = await streamOf(zip, entry);
      const xml = xmlParser(on);
      const letters = new TextDecoder('utf-8', { fatal: true });
      let inText = 0;
      try {
        for await (const piece of stream) {
          left -= (piece as Buffer).length;
          if (left < 0) throw new Unreadable(TOO_LARGE);
          inText = textAtEnd(piece as Buffer, inText);
          if (inText > MOST_OF_TEXT) {
            on.long?.();
            throw new Unreadable(DAMAGED);
          }
          xml.write(letters.decode(piece as Buffer, { stream: true }));
        }
        xml.close();
      } catch (error) {
        stream.destroy();
        throw error instanceof Unreadable ? error : new Unreadable(DAMAGED);
      }
    },
  };
}

/** How much has come since the last tag began. */
function textAtEnd(piece: Buffer, before: number): number {
  const tag = piece.lastIndexOf(0x3c);
  return tag < 0 ? before + piece.length : piece.length - tag;
}

function openZip(content: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(content, { lazyEntries: true }, (error, zip) =>
      error ? reject(new Unreadable(DAMAGED)) : resolve(zip),
    );
  });
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    let said = 0;
    zip.on('error', () => reject(new Unreadable(DAMAGED)));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      said += entry.uncompressedSize;
      if (entry.isEncrypted())
        return reject(
          new Unreadable('This file is protected by a password. Save it without one, and choose it again'),
        );
      if (said > MOST_UNPACKED || entries.size >= MOST_ENTRIES) return reject(new Unreadable(TOO_LARGE));
      entries.set(entry.fileName.replace(/^\//, ''), entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(new Unreadable(DAMAGED)) : resolve(stream)));
  });
}

function xmlParser(on: XmlReader): SaxesParser {
  const xml = new SaxesParser();
  let tag: SaxesTagPlain;
  const attribute = (name: string): string | undefined => tag.attributes[name];
  xml.on('doctype', () => {
    throw new Unreadable(
      'This file declares entities of its own, which no spreadsheet does. It is not taken',
    );
  });
  xml.on('error', () => {
    throw new Unreadable(DAMAGED);
  });
  xml.on('opentag', (opened) => {
    tag = opened;
    on.open?.(local(opened.name), attribute);
  });
  if (on.text) xml.on('text', (text) => on.text?.(text));
  if (on.text) xml.on('cdata', (text) => on.text?.(text));
  xml.on('closetag', ({ name }) => on.close?.(local(name)));
  return xml;
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
