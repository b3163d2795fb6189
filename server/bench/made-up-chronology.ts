import { crc32, deflateRawSync } from 'node:zlib';

const AGENCIES = [
  'Police',
  'Health visiting',
  'Housing',
  'School nursing',
  'Children’s social care',
  'Hospital',
];

/** An XLSX file of made-up events of six agencies, dates as Excel keeps them: the same at every run. */
export function madeUpChronology(rows: number): Buffer {
  const text = (column: string, row: number, words: string): string =>
    `<c r="${column}${row}" t="inlineStr"><is><t>${words}</t></is></c>`;
  const lines = Array.from({ length: rows }, (_, i) => {
    const row = i + 3;
    return `<row r="${row}"><c r="A${row}" s="1"><v>${39000 + (i % 1500)}</v></c><c r="B${row}" s="2"><v>${(i % 96) / 96}</v></c>${text('C', row, AGENCIES[i % AGENCIES.length] ?? '')}${text('D', row, `Entry ${i}: home visit as planned. The kitchen was being decorated and the family were about to move; the plan was gone through with Mother.`)}${text('E', row, i % 3 === 0 ? `Sat with his sister and said little (${i})` : '')}${text('F', row, `Record ${i}, page ${i % 40}`)}</row>`;
  });
  const headings = ['Date', 'Time', 'Agency', 'Significant event', 'Child’s presentation', 'Source'];
  const head = `<row r="1">${text('A', 1, 'Multi-agency chronology')}</row><row r="2">${headings.map((words, i) => text('ABCDEF'.charAt(i), 2, words)).join('')}</row>`;
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const link = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  return archive({
    '_rels/.rels': `<Relationships>${link('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="All" sheetId="1" r:id="b"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${link('b', 'worksheet', 'worksheets/sheet1.xml')}${link('c', 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml':
      '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${head}${lines.join('')}</sheetData></worksheet>`,
  });
}

/** A ZIP archive of these parts (APPNOTE 4.3), deflated. */
function archive(parts: Record<string, string>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(plain), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(plain.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const header = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, Buffer.from(name)]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), facts, place, Buffer.from(name)]));
    local.push(header, packed);
    offset += header.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\u0005\u0006'), end]);
}
