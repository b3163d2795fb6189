import { crc32, deflateRawSync } from 'node:zlib';

/** A ZIP archive of the named parts, deflated, without dates: the same parts give the same bytes. */
export function zipOf(parts: Record<string, string | Buffer>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const named = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x0800, 2); // names are UTF-8
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(plain), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(plain.length, 18);
    facts.writeUInt16LE(named.length, 22);
    const header = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, named]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), facts, place, named]));
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

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Midnight, 1 January 1980: the earliest that an archive can say. */
const NO_DATE = Buffer.from([0, 0, 0x21, 0]);

/** The same archive with the dates of its parts taken out, so that it is the same whenever it was made. */
export function withoutDates(archive: Buffer): Buffer {
  const plain = Buffer.from(archive);
  const end = plain.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  if (end < 0 || plain.readUInt32LE(end) !== END) throw new Error('This is no archive');
  let at = plain.readUInt32LE(end + 16);
  for (let n = plain.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (plain.readUInt32LE(at) !== CENTRAL) throw new Error('This archive has no list of its parts');
    NO_DATE.copy(plain, at + 12);
    const local = plain.readUInt32LE(at + 42);
    if (plain.readUInt32LE(local) !== LOCAL)
      throw new Error('This archive lists a part that it does not hold');
    NO_DATE.copy(plain, local + 10);
    at += 46 + plain.readUInt16LE(at + 28) + plain.readUInt16LE(at + 30) + plain.readUInt16LE(at + 32);
  }
  return plain;
}
