import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { markPassage } from '../../server/evidence/passage';
import type { Inspected, RoomJob, RoomJobs, TextPlace } from '../../server/evidence/reading-room/jobs';
import { askRoom, closeRooms, inspectContent, Unreadable } from '../../server/evidence/reading-room/room';
import { projectRoot } from '../../server/root';
import {
  bareXlsx,
  BILLION_LAUGHS,
  docx,
  emptyRows,
  footnotes,
  paragraph,
  pdf,
  randomBytes,
  sheetOf,
  TEST_VIRUS,
  workbook,
  zip,
} from './hostile-files';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** In pieces, as a stream from the store comes. */
function pieces(content: Buffer): Readable {
  const size = 64 * 1024;
  return Readable.from(
    (function* () {
      for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
    })(),
  );
}
const look = (name: string, content: Buffer | string): Promise<Inspected> => {
  const bytes = Buffer.from(content);
  return inspectContent(name, bytes.length, pieces(bytes));
};
const problemOf = async (name: string, content: Buffer | string): Promise<string> => {
  const found = await look(name, content);
  return 'problem' in found ? found.problem : `taken as ${found.mediaType}`;
};
const ask = <Job extends RoomJob>(job: Job, asked: RoomJobs[Job]['ask'], content: Buffer) =>
  askRoom(job, asked, pieces(content));
const placesOf = async (
  mediaType: RoomJobs['text']['ask']['mediaType'],
  content: Buffer,
): Promise<TextPlace[]> => (await ask('text', { mediaType }, content)).places;

const plain = () => sharp({ create: { width: 300, height: 200, channels: 3, background: '#7a9' } });
const mail = (body: string, more = ''): string =>
  `From: "Health visitor 1" <hv@agency.example>\r\nTo: sw@council.example\r\nDate: Tue, 4 May 2010 10:00:00 +0000\r\nSubject: =?utf-8?Q?Visit_to_Zo=C3=AB?=\r\nMIME-Version: 1.0\r\n${more || 'Content-Type: text/plain; charset=utf-8\r\n'}\r\n${body}`;

afterAll(() => closeRooms());

describe('what a file is', () => {
  it('is told by its content', async () => {
    const image = plain();
    const taken = async (name: string, content: Buffer | string) => {
      const found = await look(name, content);
      return 'problem' in found ? found.problem : found;
    };
    expect(await taken('Minutes.PDF', await pdf(['One', 'Two']))).toEqual({
      mediaType: 'application/pdf',
      pages: 2,
    });
    expect(await taken('a.docx', docx(paragraph('Plan')))).toEqual({ mediaType: DOCX });
    expect(await taken('a.xlsx', await workbook([['Date']]))).toEqual({ mediaType: XLSX });
    expect(await taken('a.png', await image.png().toBuffer())).toEqual({
      mediaType: 'image/png',
      width: 300,
      height: 200,
    });
    expect(await taken('a.jpg', await image.jpeg().toBuffer())).toMatchObject({ mediaType: 'image/jpeg' });
    expect(await taken('a.tif', await image.tiff().toBuffer())).toMatchObject({ mediaType: 'image/tiff' });
    expect(await taken('a.eml', mail('Hello'))).toEqual({ mediaType: 'message/rfc822' });
    expect(await taken('a.txt', 'BMI of the child was 14. Zoë’s mother said <img onerror=x>.')).toEqual({
      mediaType: 'text/plain',
    });
    expect(await taken('a.txt', Buffer.from('caf\xe9 at 10\x80', 'latin1'))).toEqual({
      mediaType: 'text/plain',
    });
    expect(await taken('a.csv', Buffer.from('\ufeffDate;What\r\n', 'utf16le'))).toEqual({
      mediaType: 'text/csv',
    });
    expect(await taken('a.csv', Buffer.from('Date;What\r\n', 'utf16le').swap16())).toEqual({
      mediaType: 'text/csv',
    });
  });

  it('must agree with its name, in words that say how to mend it', async () => {
    const jpeg = await plain().jpeg().toBuffer();
    expect(await problemOf('a.png', jpeg)).toMatch(/save it again as a PNG/);
    expect(await problemOf('a.pdf', jpeg)).toMatch(/does not begin as a PDF/);
    expect(await problemOf('a.pdf', Buffer.concat([Buffer.from('\n'), await pdf(['One'])]))).toMatch(
      /does not begin/,
    );
    expect(await problemOf('a.txt', jpeg)).toMatch(/not text/);
    expect(await problemOf('a.txt', '%PDF-1.4 and so on')).toMatch(/another kind/);
    expect(await problemOf('a.csv', '  <!DOCTYPE html><p>')).toMatch(/web page/);
    expect(await problemOf('a.txt', 'Note\n<script>alert(1)</script>')).toMatch(/web page/);
    expect(await problemOf('a.eml', 'Dear all, no headers here')).toMatch(/not a mail/);
    expect(await problemOf('a.docx', await workbook([['x']]))).toMatch(/not a Word document/);
    expect(await problemOf('a.xlsx', docx(paragraph('x')))).toMatch(/not an Excel workbook/);
    expect(await problemOf('a.heic', jpeg)).toMatch(/HEIC/);
    expect(await problemOf('a.doc', 'x')).toMatch(/save it as DOCX/);
    expect(await problemOf('a.exe', 'MZ')).toMatch(/PDF, DOCX, XLSX/);
    expect(await problemOf('name', 'x')).toMatch(/does not say what it is/);
    expect(await problemOf('a.pdf', '')).toMatch(/empty/);
    expect(await inspectContent('a.txt', 9, pieces(Buffer.from('half')))).toEqual({
      problem: expect.stringMatching(/part of this file/),
    });
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    expect(await problemOf('a.docx', old)).toMatch(/older kind/);
    expect(
      await problemOf('a.xlsx', Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le')])),
    ).toMatch(/password/);
  });

  it('is refused when it is protected, or two things at once', async () => {
    const document = await pdf(['One']);
    const archive = docx(paragraph('x'));
    const png = await plain().png().toBuffer();
    const jpeg = await plain().jpeg().toBuffer();
    const program = Buffer.from('\x7fELF\x02\x01\x01', 'latin1');
    expect(await problemOf('a.pdf', await pdf(['x'], { userPassword: 'secret' }))).toMatch(/password/);
    // Protected from being changed, not from being read.
    const guarded = await pdf(['Can be read'], { ownerPassword: 'secret', permissions: { copying: false } });
    expect(await look('a.pdf', guarded)).toEqual({ mediaType: 'application/pdf', pages: 1 });
    expect((await placesOf('application/pdf', guarded))[0]?.text).toBe('Can be read');
    expect(await problemOf('a.pdf', document.subarray(0, 60))).toMatch(/damaged/);
    for (const [name, content] of [
      ['a.pdf', Buffer.concat([document, archive])],
      ['a.pdf', Buffer.concat([document, Buffer.from('<script>alert(1)</script>')])],
      ['a.pdf', Buffer.concat([document, program])],
      ['a.png', Buffer.concat([png, archive])],
      ['a.png', Buffer.concat([png, document])],
      ['a.jpg', Buffer.concat([jpeg, Buffer.from('<svg onload=alert(1)>')])],
      [
        'a.jpg',
        Buffer.concat([
          jpeg.subarray(0, 2),
          Buffer.from('\xff\xfe\x00\x16<html><script>x\x00\x00', 'latin1'),
          jpeg.subarray(2),
        ]),
      ],
      ['a.jpg', Buffer.concat([jpeg, program])],
      [
        'a.docx',
        zip([
          { name: '%PDF-1.4', content: 'x' },
          { name: 'word/document.xml', content: '<a/>' },
        ]),
      ],
    ] as const) {
      expect(await problemOf(name, content)).toMatch(/Something else is hidden/);
    }
  });

  it('is refused when an archive in it holds what no document does', async () => {
    const body = paragraph('x');
    const refused = (more: Parameters<typeof docx>[1]) => problemOf('a.docx', docx(body, more));
    expect(await refused([{ name: 'word/vbaProject.bin', content: 'x' }])).toMatch(/macros/);
    expect(await refused([{ name: '../../etc/passwd', content: 'x' }])).toMatch(/leads out of it/);
    expect(await refused([{ name: '/etc/passwd', content: 'x' }])).toMatch(/leads out of it/);
    expect(await refused([{ name: 'word\\..\\x', content: 'x' }])).toMatch(/leads out of it/);
    expect(await refused([{ name: 'word/embeddings/a.bin', content: docx(body) }])).toMatch(/packed inside/);
    expect(await refused([{ name: 'word/media/a.png', content: 'MZ\x90\0' }])).toMatch(/program/);
    expect(await refused([{ name: 'word/document.xml', content: '<a/>' }])).toMatch(/damaged/);
    expect(
      await refused([{ name: 'word/x.xml', content: '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>' }]),
    ).toMatch(/refers to/);
    expect(
      await refused([{ name: 'word/x.dat', content: Buffer.from('\ufeff<!DOCTYPE a>', 'utf16le') }]),
    ).toMatch(/refers to/);
    expect(await refused([{ name: 'word/media/a.png', content: await plain().png().toBuffer() }])).toBe(
      `taken as ${DOCX}`,
    );
    expect(
      await refused(Array.from({ length: 5001 }, (_, n) => ({ name: `word/${n}`, content: '' }))),
    ).toMatch(/more parts/);
    expect(
      await problemOf(
        'a.xlsx',
        bareXlsx('<!DOCTYPE x [<!ENTITY e SYSTEM "http://localhost/">]><worksheet>&e;</worksheet>'),
      ),
    ).toMatch(/refers to/);
    expect(
      await problemOf(
        'a.docx',
        zip([{ name: '[Content_Types].xml' }, { name: 'word/document.xml', content: BILLION_LAUGHS }]),
      ),
    ).toMatch(/refers to/);
    expect(await problemOf('a.docx', docx(body).subarray(0, 300))).toMatch(/damaged/);
  });

  it('is a workbook with room for what Excel and LibreOffice leave below the rows', async () => {
    const filled = '<row><c t="n"><v>1</v></c></row>';
    const empty = '<row s="1"><c s="1"/><c s="1"><v></v></c></row>';
    for (const rows of [
      filled.repeat(50_000) + empty.repeat(900),
      `${filled}<row r="9000">${'<c/>'.repeat(16_384)}</row>`,
      `${filled}<row r="1048575"/><row r="1048576" ht="12.8"></row>`,
    ])
      expect(await problemOf('a.xlsx', sheetOf(rows))).toBe(`taken as ${XLSX}`);
    for (const rows of [
      `<row r="1000000"/>`,
      `${filled}<row r="1048576"><c/></row>`,
      `${filled}${empty.repeat(10_001)}`,
      `<x:row><x:c><x:v> </x:v></x:c></x:row>`.repeat(10_001),
    ])
      expect(await problemOf('a.xlsx', sheetOf(rows))).toMatch(/without anything in them/);
    expect(await problemOf('a.xlsx', sheetOf(filled.repeat(100_001)))).toMatch(/more than 100,000 rows/);
  });

  it('is refused when an archive is hidden in one, or its parts lie over each other', async () => {
    const inner = docx(paragraph('x'));
    const junk = randomBytes(1, 40);
    const far = randomBytes(2, 70_000);
    for (const content of [
      inner,
      Buffer.concat([junk, inner]),
      Buffer.concat([far, inner, junk]),
      Buffer.concat([far, inner, far]),
      Buffer.concat([junk, Buffer.from('377abcaf271c0004', 'hex')]),
      Buffer.concat([far, Buffer.from('526172211a070100', 'hex')]),
      Buffer.from('1f8b0800', 'hex'),
    ])
      expect(
        await problemOf('a.docx', docx(paragraph('x'), [{ name: 'word/media/a.png', content }])),
      ).toMatch(/another file packed inside \(word\/media\/a.png\)/);
    expect(
      await problemOf('a.docx', docx(paragraph('x'), [{ name: 'word/media/a.bin', content: far }])),
    ).toBe(`taken as ${DOCX}`);
    for (const before of [1, 40, 60])
      expect(await problemOf('a.docx', docx(paragraph('x'), [{ name: 'b', content: 'y', before }]))).toMatch(
        /in the same place/,
      );
  });

  it('is text with markup further on, but nothing that another program opens', async () => {
    const line = 'Seen at home, all well.\r\n';
    expect(await problemOf('a.txt', `${line.repeat(70)}<script>alert(1)</script>`)).toBe(
      'taken as text/plain',
    );
    expect(await problemOf('a.txt', 'MZ and PK were seen')).toBe('taken as text/plain');
    expect(await problemOf('a.txt', `${line.repeat(50)}<script>alert(1)</script>`)).toMatch(/web page/);
    expect(await problemOf('a.txt', `\r\n <!-- --><p>x`)).toMatch(/web page/);
    expect(await problemOf('a.csv', `${line.repeat(20)}%PDF-1.7\n1 0 obj`)).toMatch(/another kind/);
    expect(await problemOf('a.eml', mail(`%PDF-1.7\n1 0 obj`))).toMatch(/another kind/);
    const zipped = zip([{ name: 'ab', content: '' }]);
    const wide = Buffer.concat([Buffer.from('\ufeffText', 'utf16le'), zipped]);
    expect(await problemOf('a.txt', wide)).toMatch(/another kind|not text/);
  });

  it('is a mail whose parts are looked at, and those of mails attached to it', async () => {
    const from = 'From: a@agency.example\r\nMIME-Version: 1.0\r\n';
    const part = (name: string, content: Buffer | string, type = 'application/octet-stream') =>
      `--b\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${Buffer.from(content).toString('base64')}\r\n`;
    const mailOf = (...parts: string[]) =>
      `${from}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee attached\r\n${parts.join('')}--b--\r\n`;
    const found = (...parts: string[]) => problemOf('a.eml', mailOf(...parts));
    const wide = Buffer.from(TEST_VIRUS, 'utf16le');
    const quoted = [...TEST_VIRUS].map((c) => `=${c.charCodeAt(0).toString(16).toUpperCase()}`).join('');
    const body = (encoding: string, text: string) =>
      problemOf('a.eml', `${from}Content-Transfer-Encoding: ${encoding}\r\n\r\n${text}`);
    const infected = docx(paragraph('x'), [{ name: 'word/a.bin', content: wide }]);
    for (const problem of [
      found(part('a.bin', TEST_VIRUS)),
      found(part('a.txt', wide, 'text/plain')),
      found(part('a.docx', infected, DOCX)),
      found(part('a.eml', mailOf(part('a.docx', infected)), 'message/rfc822')),
      body('quoted-printable', quoted.replace(/(.{60})/g, '$1=\r\n')),
      body('base64', Buffer.from(TEST_VIRUS).toString('base64')),
      problemOf('a.txt', wide),
      problemOf('a.txt', Buffer.from(wide).swap16()),
      problemOf('a.csv', Buffer.from(`\ufeffDate,${TEST_VIRUS}`, 'utf16le')),
    ])
      expect(await problem).toMatch(/virus scanners/);
    const deep = (depth: number): string =>
      depth === 0 ? mail('x') : mailOf(part('a.eml', deep(depth - 1), 'message/rfc822'));
    expect(await problemOf('a.eml', deep(4))).toBe('taken as message/rfc822');
    expect(await problemOf('a.eml', deep(5))).toMatch(/too many deep/);
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    const plainZip = zip([
      { name: 'a.doc', content: old },
      { name: 'a.html', content: '<!DOCTYPE html>' },
    ]);
    expect(await found(part('a.zip', plainZip), part('a.doc', old), part('a.docx', docx('')))).toBe(
      'taken as message/rfc822',
    );
    const nested = zip([{ name: 'a.docx', content: docx(paragraph('x')) }]);
    expect(await found(part('a.zip', nested))).toMatch(/a.zip is not taken. It has another file packed/);
    const half = part('a.zip', zip([{ name: 'a', zeros: 110 }]));
    expect(await found(half, half)).toMatch(/a.zip is not taken.*more than 200 MB/);
    expect(await found(part('a.7z', Buffer.from('377abcaf271c', 'hex')))).toMatch(/cannot be looked into/);
    expect(await found(part('a.png', Buffer.concat([wide, plainZip])))).toMatch(
      /virus|cannot be looked into/,
    );
    expect(await found(part('a.pdf.exe', 'x'))).toMatch(/program attached \(a.pdf.exe\)/);
    expect(await found(part('a.bin', 'MZ\x90\0'))).toMatch(/program attached/);
  });

  it('is refused when it holds the test string of virus scanners, wherever', async () => {
    expect(await problemOf('a.txt', TEST_VIRUS)).toMatch(/virus scanners/);
    expect(
      await problemOf('a.docx', docx(paragraph('x'), [{ name: 'word/a.bin', content: TEST_VIRUS }])),
    ).toMatch(/virus scanners/);
  });

  it('is refused when it unpacks to too much, or has too many points, while this process stays as it is', async () => {
    const honest = docx(paragraph('x'), [{ name: 'word/media/a.bmp', zeros: 210 }]);
    const lying = docx(paragraph('x'), [{ name: 'word/media/a.bmp', zeros: 210, saysBytes: 1000 }]);
    const huge = await sharp({ create: { width: 12_000, height: 9_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const rows = emptyRows();
    expect(honest.length).toBeLessThan(400_000);
    const before = process.memoryUsage().rss;
    expect(await problemOf('a.docx', honest)).toMatch(/more than 200 MB/);
    expect(await problemOf('a.docx', lying)).toMatch(/damaged/);
    expect(await problemOf('a.png', huge)).toMatch(/100 million points/);
    expect(await problemOf('a.xlsx', rows)).toMatch(/more than 10,000 rows without anything in them/);
    expect(await problemOf('a.xlsx', sheetOf(`<row>${'<c/>'.repeat(3_000_001)}</row>`))).toMatch(
      /more than 3,000,000 cells/,
    );
    const strings = {
      name: 'xl/sharedStrings.xml',
      content: `<x:sst>${'<x:si/>'.repeat(1_000_001)}</x:sst>`,
    };
    expect(await problemOf('a.xlsx', sheetOf('', [strings]))).toMatch(/more text than is taken/);
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * 1024 * 1024);
  });
});

describe('the text of a document', () => {
  it('comes by page, sheet, or as a whole', async () => {
    expect(await placesOf('application/pdf', await pdf(['The plan – as it was', '', 'Third']))).toEqual([
      { place: 1, heading: 'Page 1', text: 'The plan – as it was' },
      { place: 3, heading: 'Page 3', text: 'Third' },
    ]);
    const sheets = await placesOf(
      XLSX,
      await workbook(
        [
          ['Date', 'What'],
          [new Date('2010-05-04'), 'Visit <b>'],
        ],
        ['Notes'],
      ),
    );
    expect(sheets).toEqual([
      { place: 1, heading: 'Chronology', text: expect.stringMatching(/^Date\tWhat\n4 May 2010\tVisit <b>$/) },
      { place: 2, heading: 'Notes', text: 'Nothing else' },
    ]);
    const table = `<w:tbl><w:tr><w:tc>${paragraph('Who')}${paragraph('saw')}</w:tc><w:tc>${paragraph('When')}</w:tc></w:tr></w:tbl>`;
    const removed =
      '<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>';
    expect(
      await placesOf(DOCX, docx(`${paragraph('One &amp; two')}${table}${removed}`, [footnotes('Note 1')])),
    ).toEqual([
      { place: 1, heading: '', text: 'One & two\nWho saw\tWhen\nkept' },
      { place: 2, heading: 'Footnotes', text: 'Note 1' },
    ]);
    expect(await placesOf('text/plain', Buffer.from('caf\xe9\r\n\x80 5', 'latin1'))).toEqual([
      { place: 1, heading: '', text: 'café\n€ 5' },
    ]);
    expect(await placesOf('text/csv', Buffer.from('\ufeffa;b\r\nc', 'utf16le'))).toEqual([
      { place: 1, heading: '', text: 'a\tb\nc' },
    ]);
    const long = Array.from({ length: 301 }, (_, n) => `${n},"said, so\nand so"`).join('\n');
    expect(
      (await placesOf('text/csv', Buffer.from(`What was sent\n,\n${long}`))).map(({ heading, text }) => [
        heading,
        text.split('\n').at(-1),
      ]),
    ).toEqual([
      ['Rows 1 to 300', '298\tsaid, so and so'],
      ['Rows 301 to 302', '300\tsaid, so and so'],
    ]);
    // A quotation mark that is never closed: as it stands, rather than nothing.
    expect(await placesOf('text/csv', Buffer.from('a,"b\nc'))).toEqual([
      { place: 1, heading: '', text: 'a,"b\nc' },
    ]);
    expect(await placesOf('image/png', await plain().png().toBuffer())).toEqual([]);
  });

  it('of a mail has who, when, and what was attached, and of its HTML the words alone', async () => {
    const html =
      '<style>p{}</style><p>Could not get in &ndash; mother <b>said</b> all well.</p><script>alert(1)</script>&#0;&lt;ok&gt;';
    const parts = `--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--b\r\nContent-Type: text/plain; name=notes.txt\r\nContent-Disposition: attachment; filename="notes.txt"\r\n\r\nx\r\n--b--\r\n`;
    const [place] = await placesOf(
      'message/rfc822',
      Buffer.from(mail(parts, 'Content-Type: multipart/mixed; boundary=b\r\n')),
    );
    expect(place?.text).toBe(
      'From: Health visitor 1 <hv@agency.example>\nTo: sw@council.example\nDate: 4 May 2010 at 11:00\nSubject: Visit to Zoë\nAttached: notes.txt\n\nCould not get in – mother said all well.\n<ok>',
    );
  });

  it('is bounded, and can be stored', async () => {
    const long = 'The plan was on track. '.repeat(300_000);
    const answer = await ask('text', { mediaType: 'text/plain' }, Buffer.from(long));
    expect(answer.cut).toBe(true);
    expect(Math.max(...answer.places.map(({ text }) => text.length))).toBeLessThanOrEqual(200_000);
    expect(answer.places.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(5_000_000);
    expect(answer.places[1]?.place).toBe(2);
    const odd = await placesOf(DOCX, docx(paragraph('a\ud800b&#x1F600;'), []));
    expect(odd.every(({ text }) => text.isWellFormed() && !/\p{Cc}/u.test(text))).toBe(true);
  });
});

describe('pictures', () => {
  it('are drawn anew: a page of a PDF as wide as asked', async () => {
    const document = await pdf(['One', 'Two']);
    const picture = await ask('page', { page: 2, width: 400 }, document);
    expect(picture).toMatchObject({ mediaType: 'image/png', width: 400 });
    const { channels } = await sharp(Buffer.from(picture.body)).stats();
    expect(channels[0]?.max).toBe(255);
    expect(channels[0]?.min).toBeLessThan(100);
    await expect(ask('page', { page: 3, width: 400 }, document)).rejects.toThrow(/no such page/);
    const wide = await ask('page', { page: 1, width: 100_000 }, await pdf(['x'], { size: [20, 9000] }));
    expect(wide.width * wide.height).toBeLessThanOrEqual(8_000_000);
  });

  it('of images are upright, no larger than asked, and carry nothing else', async () => {
    const photo = await plain()
      .withExif({ IFD0: { Copyright: 'Somebody' }, IFD3: { GPSLatitude: '52/1 24/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const shown = await ask('image', { mediaType: 'image/jpeg', page: 1, width: 100 }, photo);
    const { exif, icc, xmp, orientation } = await sharp(Buffer.from(shown.body)).metadata();
    expect(shown).toMatchObject({ mediaType: 'image/jpeg', width: 100, height: 150 });
    expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined]);
    const tiff = await ask(
      'image',
      { mediaType: 'image/tiff', page: 1, width: 1000 },
      await plain().tiff().toBuffer(),
    );
    expect(tiff).toMatchObject({ mediaType: 'image/jpeg', width: 300 });
    const cut = (await plain().png().toBuffer()).subarray(0, 120);
    await expect(ask('image', { mediaType: 'image/png', page: 1, width: 100 }, cut)).rejects.toThrow(
      /damaged/,
    );
  });

  it('of HEIC are decoded too', async () => {
    const heic = readFileSync(path.join(__dirname, 'two-colours.heic'));
    expect(await look('IMG_1.HEIC', heic)).toEqual({ mediaType: 'image/heic', width: 96, height: 64 });
    const shown = await ask('image', { mediaType: 'image/heic', page: 1, width: 60 }, heic);
    const { data } = await sharp(Buffer.from(shown.body)).raw().toBuffer({ resolveWithObject: true });
    expect(shown).toMatchObject({ mediaType: 'image/jpeg', width: 60, height: 40 });
    expect(data[2]).toBeGreaterThan(100);
    expect(data.at(-1)).toBeLessThan(100);
  });
});

describe('the reading room', () => {
  const children = (): string[] => childrenHere().map(({ args }) => args);

  it('answers anything with words, whatever bytes it is given', async () => {
    const starts: Record<string, Buffer> = {
      pdf: await pdf(['One']),
      docx: docx(paragraph('x')),
      xlsx: await workbook([['x']]),
      png: await plain().png().toBuffer(),
      jpg: await plain().jpeg().toBuffer(),
      tif: await plain().tiff().toBuffer(),
      heic: readFileSync(path.join(__dirname, 'two-colours.heic')),
      eml: Buffer.from(mail('x')),
      txt: Buffer.from('x'),
      csv: Buffer.from('x'),
    };
    const types = {
      pdf: 'application/pdf',
      docx: DOCX,
      xlsx: XLSX,
      eml: 'message/rfc822',
      csv: 'text/csv',
    } as const;
    for (const [ending, good] of Object.entries(starts)) {
      for (let seed = 0; seed < 5; seed += 1) {
        const noise = randomBytes(seed, 400);
        const broken = Buffer.from(good);
        for (let n = 0; n < 12; n += 1)
          broken[(noise.readUInt16LE(n * 2) * 7) % broken.length] = noise[n + 100]!;
        const content =
          seed === 0 ? noise : seed < 3 ? Buffer.concat([good.subarray(0, 40 * seed), noise]) : broken;
        const found = await look(`a.${ending}`, content);
        expect('problem' in found ? found.problem : found.mediaType).toMatch(/\w/);
        if (ending in types) {
          const mediaType = types[ending as keyof typeof types];
          const read = await ask('text', { mediaType }, content).catch((error: unknown) => error);
          if (read instanceof Error) expect(read).toBeInstanceOf(Unreadable);
        }
      }
    }
  });

  it('works at two things at a time, and lets others wait', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => look('a.txt', `Text ${n}`)));
    expect(answers.every((answer) => 'mediaType' in answer)).toBe(true);
    expect(children().length).toBeLessThanOrEqual(2);
  });

  it('has none of this process’s environment and may write nothing', () => {
    const [args = ''] = children();
    expect(args).toContain('--max-old-space-size=');
    expect(args).toContain('permission');
    expect(args).not.toContain('allow-fs-write');
    expect(args).toContain(path.join(projectRoot, 'node_modules'));
    const [{ pid } = { pid: 0 }] = childrenHere();
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((line) => line.split('=')[0]);
    expect(names.filter((name) => !/^(?:NODE_|TZ$|UV_|$)/.test(name ?? ''))).toEqual([]);
  });

  it('goes on after one was ended, and after a content that broke off', async () => {
    // It is at work, waiting for the rest, when it is killed.
    const slow = new Readable({ read() {} });
    slow.push('begun ');
    const asked = askRoom('text', { mediaType: 'text/plain' }, slow);
    while (slow.readableLength > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    childrenHere().forEach(({ pid }) => process.kill(pid, 'SIGKILL'));
    await expect(asked).rejects.toThrow(/within the limits/);
    expect(slow.destroyed).toBe(true);
    expect(await look('a.txt', 'again')).toEqual({ mediaType: 'text/plain' });
    const cut = new Readable({ read() {} });
    cut.push('begun ');
    setTimeout(() => cut.destroy(new Error('cut off')), 50);
    await expect(askRoom('text', { mediaType: 'text/plain' }, cut)).rejects.toThrow('cut off');
    expect(await look('a.txt', 'again')).toEqual({ mediaType: 'text/plain' });
  });
});

describe('quoted words', () => {
  it('are found however lines end, quotation marks curl or capitals fall', () => {
    const text = 'The HV said “No one\nhas seen\u00a0him” – twice. No one has seen him.';
    expect(markPassage(text, '"no one has seen him"')).toEqual([
      { text: 'The HV said ', marked: false },
      { text: '“No one\nhas seen\u00a0him”', marked: true },
      { text: ' – twice. No one has seen him.', marked: false },
    ]);
    expect(markPassage('İstanbul 😀 seen', '😀 SEEN')).toEqual([
      { text: 'İstanbul ', marked: false },
      { text: '😀 seen', marked: true },
    ]);
    expect(markPassage(text, 'never said')).toBeNull();
    expect(markPassage(text, '  ')).toBeNull();
  });
});

/** The reading rooms of this process: a bare machine has /proc and no program that lists processes. */
function childrenHere(): { pid: number; args: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').replace(/\0/g, ' ');
        return parent === process.pid && args.includes('room-child') ? [{ pid: Number(name), args }] : [];
      } catch {
        return []; // it ended meanwhile
      }
    });
}
