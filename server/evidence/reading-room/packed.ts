const hex = (...signs: string[]): Buffer[] => signs.map((sign) => Buffer.from(sign, 'hex'));

/** How an Office file of before 2007 begins, and one with a password. */
export const OLD_OFFICE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Signs that are long enough to be looked for anywhere: 7z, RAR, XZ, and the first block of bzip2. */
const ANYWHERE = hex('377abcaf271c', '526172211a07', 'fd377a585a00', '314159265359');
/** Short ones count at the beginning alone: an empty ZIP, gzip, bzip2, Zstandard, a cabinet, compress. */
const AT_START = hex('504b0506', '1f8b08', '425a68', '28b52ffd', '4d534346', '1f9d');
const ZIP_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const END_OF_ZIP = Buffer.from('PK\x05\x06', 'latin1');
/** The end record of a ZIP is followed by a comment of at most 65,535 bytes (APPNOTE.TXT 4.3.16). */
export const END_OF_ZIP_WITHIN = 22 + 65_535;
/** The longest sign and what tells a ZIP's header from four chance bytes lie within so many bytes. */
export const SIGN_WITHIN = 64;

/** Whether a content begins as an archive or a compressed file. */
export function beginsAsPacked(head: Buffer): boolean {
  const begins = (sign: Buffer): boolean => head.subarray(0, sign.length).equals(sign);
  return (
    begins(ZIP_HEADER) ||
    [...AT_START, ...ANYWHERE].some(begins) ||
    head.toString('latin1', 257, 262) === 'ustar'
  );
}

/** Whether an archive begins anywhere in a stretch of bytes: what stands before it does not hide it from who opens it. */
export function holdsPacked(bytes: Buffer): boolean {
  if (ANYWHERE.some((sign) => bytes.includes(sign))) return true;
  for (let at = bytes.indexOf(ZIP_HEADER); at >= 0; at = bytes.indexOf(ZIP_HEADER, at + 1)) {
    if (isZipHeader(bytes.subarray(at, at + 30))) return true;
  }
  return false;
}

/** Four bytes come by chance in a large picture: with them a version, a method and a name that a ZIP may have. */
function isZipHeader(header: Buffer): boolean {
  if (header.length < 30) return false;
  const method = header.readUInt16LE(8);
  const name = header.readUInt16LE(26);
  return header.readUInt16LE(4) <= 63 && (method <= 20 || (method >= 93 && method <= 99)) && name < 1024;
}

/** Whether a ZIP ends in this content (or the last of it), as far as a reader that looks for one from the end would find. */
export function endsAsZip(content: Buffer): boolean {
  const from = Math.max(0, content.length - END_OF_ZIP_WITHIN);
  for (let at = content.indexOf(END_OF_ZIP, from); at >= 0; at = content.indexOf(END_OF_ZIP, at + 1)) {
    if (at + 22 > content.length) return false;
    const [disk, started, here, entries] = [4, 6, 8, 10].map((field) => content.readUInt16LE(at + field));
    const isOne = disk === 0 && started === 0 && here === entries;
    const size = content.readUInt32LE(at + 12);
    if (isOne && (entries === 0 ? size === 0 : size >= 46 * Number(entries))) return true;
    if (at + 22 + content.readUInt16LE(at + 20) === content.length) return true;
  }
  return false;
}
