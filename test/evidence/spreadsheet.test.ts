import ExcelJS from 'exceljs';
import { rows } from '../../server/evidence/reading-room/rows';
import { zipOf } from '../support/zip-of';

const csv = (text: string | Buffer, name = 'log.csv') => rows({ name }, Buffer.from(text));
const cellsOf = async (read: ReturnType<typeof csv>) =>
  (await read).sheets[0]?.rows.map(({ cells }) => cells);

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** An XLSX file by hand, for what no library writes. */
function book(
  sheets: Record<string, string>,
  { shared = '', styles = '', workbook = '', doctype = '' } = {},
): Buffer {
  const names = Object.keys(sheets);
  return zipOf({
    '_rels/.rels': `${HEAD}<Relationships><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook ${MAIN} xmlns:r="${OFFICE}">${workbook}<sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="s${i}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships>${names.map((_, i) => `<Relationship Id="s${i}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i}.xml"/>`).join('')}<Relationship Id="t" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="${OFFICE}/styles" Target="/xl/styles.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `${HEAD}${doctype}<sst ${MAIN}>${shared}</sst>`,
    'xl/styles.xml': `${HEAD}<styleSheet ${MAIN}>${styles}</styleSheet>`,
    ...Object.fromEntries(
      names.map((name, i) => [
        `xl/worksheets/sheet${i}.xml`,
        `${HEAD}<worksheet ${MAIN}>${sheets[name]}</worksheet>`,
      ]),
    ),
  });
}

describe('files of separated values', () => {
  const table = 'Date;Event\r\n03/04/2010;"Café; visited,\r\nand left"\r\n\r\n;late';
  const expected = [
    ['03/04/2010', 'Café; visited,\nand left'],
    ['', 'late'],
  ];

  it.each([
    ['UTF-8', Buffer.from(table)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`)],
    ['Windows-1252', Buffer.from(table, 'latin1')],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${table}`, 'utf16le')],
    ['UTF-16 LE', Buffer.from(table, 'utf16le')],
    ['UTF-16 BE with a mark', Buffer.from(`\ufeff${table}`, 'utf16le').swap16()],
    ['UTF-16 BE', Buffer.from(table, 'utf16le').swap16()],
  ])('reads %s', async (_, content) => {
    expect(await cellsOf(csv(content))).toEqual(expected);
  });

  it('reads the signs of Windows, and keeps the numbers of the sheet’s own rows', async () => {
    const read = await csv(
      Buffer.from('When,Details\n\n1 May 2010,\x93Mum\x92s\x94 visit \x96 no access', 'latin1'),
    );
    expect(read.sheets[0]).toMatchObject({
      headingRow: 1,
      headings: ['When', 'Details'],
      rows: [{ number: 3, cells: ['1 May 2010', '“Mum’s” visit – no access'] }],
    });
    expect(read.writtenAs).toBe('Windows-1252, cells parted by commas');
  });

  it('tells tabs, semicolons and commas apart, whatever else is in the cells', async () => {
    const separators = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' };
    for (const [separator, called] of Object.entries(separators)) {
      const lines = [
        ['Date', 'Agency', 'Event'],
        ...Array.from({ length: 9 }, (_, i) => [`${i + 1}/1/2010`, 'Police', `a, b; c ${i}`]),
      ];
      const text = lines
        .map((cells) => cells.map((cell) => (/[,;]/.test(cell) ? `"${cell}"` : cell)).join(separator))
        .join('\n');
      const read = await csv(text);
      expect(read.writtenAs).toContain(called);
      expect(read.sheets[0]?.rows).toHaveLength(9);
    }
  });

  it('takes ragged rows, a quotation mark inside words, formulas as text, and headings that come again', async () => {
    const text =
      'Chronology of Child X\n\nDate,Event,Source\n1/1/2010,"said ""no"""\n2/1/2010,He said "go" and,=cmd|calc,extra\nDate,Event,Source\n3/1/2010,x\u0000y'.replace(
        '\u0000',
        '\u0001',
      );
    const [sheet] = (await csv(text)).sheets;
    expect(sheet?.headingRow).toBe(3);
    expect(sheet?.headings).toEqual(['Date', 'Event', 'Source', 'Column D']);
    expect(sheet?.rows.map(({ cells }) => cells)).toEqual([
      ['1/1/2010', 'said "no"', '', ''],
      ['2/1/2010', 'He said "go" and', '=cmd|calc', 'extra'],
      ['3/1/2010', 'xy', '', ''],
    ]);
  });

  it('names the columns by letters when there are no headings', async () => {
    const [sheet] = (await csv('1/1/2010,Police,Called to the home\n2/1/2010,Police,Called again')).sheets;
    expect(sheet).toMatchObject({ headingRow: 0, headings: ['Column A', 'Column B', 'Column C'] });
    expect(sheet?.rows).toHaveLength(2);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'log.csv', /is empty/],
    ['only empty lines', Buffer.from('\n\n,,\n'), 'log.csv', /no rows/],
    ['something else', Buffer.from([1, 0, 0, 0, 2, 0, 0, 0, 7, 7, 7, 7]), 'log.csv', /not a file of text/],
    ['an Excel file called text', book({ a: '' }), 'log.csv', /called a text file/],
    ['text called an Excel file', Buffer.from('a,b'), 'log.xlsx', /called an Excel file/],
    ['an old Excel file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 1]), 'log.xls', /old kind/],
    [
      'another kind of file',
      Buffer.from('a,b'),
      'log.docx',
      /ends in .xlsx, .xlsm, .csv, .tsv, .tab or .txt/,
    ],
    ['a cut archive', book({ a: '' }).subarray(0, 300), 'log.xlsx', /damaged/],
    [
      'an open quotation mark',
      Buffer.from('Date,Event\n1/1/2010,"never closed\nx,y'),
      'log.csv',
      /never closed/,
    ],
    [
      'too many rows',
      Buffer.from(`Date,Event\n${'1/1/2010,x\n'.repeat(50_001)}`),
      'log.csv',
      /more than 50,000 rows/,
    ],
    ['too many columns', Buffer.from(`Date,Event${',x'.repeat(120)}`), 'log.csv', /more than 100 columns/],
  ])('refuses %s in words', async (_, content, name, words) => {
    await expect(rows({ name }, content)).rejects.toThrow(words);
  });
});

describe('Excel files', () => {
  it('reads what stands in the cells, as Excel itself writes them', async () => {
    const made = new ExcelJS.Workbook();
    made.addWorksheet('Key').addRow(['M', 'Mother']);
    const sheet = made.addWorksheet('Chronology');
    sheet.addRow(['Multi-agency chronology']);
    sheet.mergeCells('A1:F1');
    sheet.addRow([]);
    sheet.addRow(['Date', 'Time', 'Agency', 'Event', 'Seen?', 'Count']);
    const at = new Date(Date.UTC(2010, 3, 3, 14, 30));
    const row = sheet.addRow([
      at,
      at,
      'Police',
      { richText: [{ text: 'Called ' }, { text: 'out' }] },
      true,
      { formula: 'A1+1', result: 7 },
    ]);
    row.getCell(1).numFmt = 'dd/mm/yyyy';
    row.getCell(2).numFmt = 'hh:mm';
    const second = sheet.addRow([
      at,
      0.25,
      'Police',
      '=HYPERLINK("x")',
      false,
      { formula: 'x', result: 'text' },
    ]);
    second.getCell(1).numFmt = '[$-809]dddd d mmmm yyyy h:mm;@';
    second.getCell(2).numFmt = 'h:mm AM/PM';
    const third = sheet.addRow([
      new Date(Date.UTC(2010, 4, 1)),
      1.5,
      '',
      { text: 'link', hyperlink: 'http://x.example' },
    ]);
    third.getCell(1).numFmt = 'mmm-yy';
    third.getCell(2).numFmt = '0.00';
    const read = await rows({ name: 'a.XLSX' }, Buffer.from(await made.xlsx.writeBuffer()));
    expect(read.sheets.map(({ name }) => name)).toEqual(['Chronology']);
    expect(read.sheets[0]).toEqual({
      name: 'Chronology',
      headingRow: 3,
      headings: ['Date', 'Time', 'Agency', 'Event', 'Seen?', 'Count'],
      rows: [
        { number: 4, cells: ['2010-04-03', '14:30', 'Police', 'Called out', 'TRUE', '7'] },
        { number: 5, cells: ['2010-04-03T14:30', '06:00', 'Police', '=HYPERLINK("x")', 'FALSE', 'text'] },
        { number: 6, cells: ['May 2010', '1.5', '', 'link', '', ''] },
      ],
    });
  });

  it('reads dates counted from 1904, strings of all kinds, and cells that do not say where they are', async () => {
    const read = await rows(
      { name: 'a.xlsx' },
      book(
        {
          One: '<sheetData><row><c t="inlineStr"><is><t>Date</t></is></c><c t="s"><v>0</v></c></row><row r="9"><c r="A9" s="1"><v>38000</v></c><c r="B9" t="str"><f>x</f><v>a_x000D_b&amp;c</v></c></row><row><c s="2"><v>38000.75</v></c><c t="e"><v>#N/A</v></c></row></sheetData>',
        },
        {
          workbook: '<workbookPr date1904="1"/>',
          shared:
            '<si><r><t>Ev</t></r><rPh sb="0" eb="1"><t>no</t></rPh><r><t xml:space="preserve">ent </t></r></si>',
          styles:
            '<numFmts><numFmt numFmtId="170" formatCode="&quot;day&quot; yyyy\\-mm\\-dd"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="22"/></cellXfs>',
        },
      ),
    );
    expect(read.epoch).toBe(1904);
    expect(read.sheets[0]?.headings).toEqual(['Date', 'Event']);
    expect(read.sheets[0]?.rows).toEqual([
      { number: 9, cells: ['2008-01-15', 'a\nb&c'] },
      { number: 10, cells: ['2008-01-15T18:00', '#N/A'] },
    ]);
  });

  it('spreads merged headings over their columns and merged cells down their rows', async () => {
    const made = new ExcelJS.Workbook();
    const sheet = made.addWorksheet('A');
    sheet.addRow(['Date', '', 'What happened', 'Agency']);
    sheet.mergeCells('A1:B1');
    sheet.addRow(['from', 'to']);
    sheet.addRow(['3/4/2010', '5/4/2010', 'First', 'Police']);
    sheet.addRow(['', '', 'Second', '']);
    sheet.mergeCells('A3:A4');
    sheet.mergeCells('D3:D4');
    const read = await rows({ name: 'a.xlsx' }, Buffer.from(await made.xlsx.writeBuffer()));
    expect(read.sheets[0]?.headings).toEqual(['Date from', 'Date to', 'What happened', 'Agency']);
    expect(read.sheets[0]?.rows[1]).toEqual({ number: 4, cells: ['3/4/2010', '', 'Second', 'Police'] });
  });

  it('passes over some hundred empty rows and the last ones of LibreOffice, and refuses a million', async () => {
    const words = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
    const read = async (rest: string) =>
      rows(
        { name: 'a.xlsx' },
        book({ A: `<sheetData><row r="1">${words('Date')}${words('Event')}</row>${rest}</sheetData>` }),
      );
    const seen = (r: number) => `<row r="${r}">${words('2010')}${words('Seen')}</row>`;
    const empty = (many: number) => '<row s="1" customFormat="1"><c s="1"/></row>'.repeat(many);
    const taken = await read(`${seen(2)}${empty(500)}${seen(600)}${empty(900)}<row r="1048576"/>`);
    expect(taken.sheets[0]?.rows.map(({ number }) => number)).toEqual([2, 600]);
    for (const rest of [empty(10_001), seen(1_000_000), '<row r="1000000"/>', `${seen(2)}${empty(200_000)}`])
      await expect(read(rest)).rejects.toThrow(/more than 10,000 rows without anything/);
  });

  it('refuses entities, bombs and what is no workbook', async () => {
    const doctype = '<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
    const shared = '<si><t>&a;</t></si>';
    await expect(rows({ name: 'a.xlsx' }, book({ A: '<sheetData/>' }, { doctype, shared }))).rejects.toThrow(
      /declares entities/,
    );
    await expect(rows({ name: 'a.xlsx' }, book({ A: '<sheetData>&b;</sheetData>' }))).rejects.toThrow(
      /damaged/,
    );
    const bomb = book({ A: `<sheetData>${' '.repeat(201 * 1024 * 1024)}</sheetData>` });
    await expect(rows({ name: 'a.xlsx' }, bomb)).rejects.toThrow(/more than 200 MB/);
    await expect(rows({ name: 'a.xlsx' }, zipOf({ 'a.txt': 'x' }))).rejects.toThrow(/not an Excel file/);
  });
});
