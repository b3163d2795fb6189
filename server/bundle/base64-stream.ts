const ALPHABET = /^[A-Za-z0-9+/]*$/;
const PADDED = /^[A-Za-z0-9+/]*={0,2}$/;

/** Decodes base64 that comes in pieces, strictly: nothing outside its alphabet, and padding at the end alone. */
export class Base64Stream {
  private rest = '';
  private ended = false;

  /** @returns the bytes that are whole by now, or null when this is not base64 */
  take(piece: Buffer): Buffer | null {
    if (piece.length === 0) return Buffer.alloc(0);
    const text = this.rest + piece.toString('latin1');
    if (this.ended || !PADDED.test(text)) return null;
    const whole = text.length - (text.length % 4);
    this.rest = text.slice(whole);
    if (!ALPHABET.test(text.slice(0, whole))) this.ended = true;
    // A padding sign is only ever in the last group of four.
    if (this.ended && this.rest !== '') return null;
    const bytes = Buffer.from(text.slice(0, whole), 'base64');
    // Its last bits are nought, or the same content would have several spellings.
    if (this.ended && bytes.toString('base64').slice(-4) !== text.slice(whole - 4, whole)) return null;
    return bytes;
  }

  isWhole(): boolean {
    return this.rest === '';
  }
}
