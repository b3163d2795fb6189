import PostalMime, { type Attachment } from 'postal-mime';
import { eachEntry, wholeAllowance, type Allowance } from './archive';
import { beginsAsProgram, lookAtEntry } from './inspect-entry';
import { Unreadable, type Inspected } from './jobs';
import { beginsAsPacked, endsAsZip } from './packed';
import { holdsPage, otherThanText, refuseTestVirus } from './signs';

const HEADER = /^[!-9;-~]+:/;
const MAIL_HEADER = /^(?:from|to|subject|date|received|message-id|mime-version|return-path|delivered-to):/im;
const ZIP_HEADER = Buffer.from('PK\x03\x04', 'latin1');
/** Names that Windows runs when they are opened, as mail programs block them. */
const RUNS = /\.(?:exe|scr|pif|bat|cmd|msi|lnk|hta|jse?|vb[es]?|ws[fh]?|ps1|jar|cpl|reg|iso|img)$/i;
/** How far mails that are attached to mails are looked into. */
const MOST_DEPTH = 5;
const MOST_PARTS_DEPTH = 40;

/**
 * Looks at a mail and at what is attached to it: every part is decoded first. An attached ZIP is common and taken when
 * all that is attached unpacks within the limit of one file and nests no other; what runs, and archives that cannot be
 * looked into, are not.
 * @throws Unreadable when it is no mail, or something in it is not kept
 */
export async function inspectMail(content: Buffer): Promise<Inspected> {
  const head = content.toString('latin1', 0, 64 * 1024).replace(/^(?:\xef\xbb\xbf)?(?:From .*\r?\n)?/, '');
  const headers = head.split(/\r?\n\r?\n/, 1)[0] ?? '';
  if (!HEADER.test(head) || !MAIL_HEADER.test(headers) || content.includes(0)) {
    throw new Unreadable(
      'The name of this file ends in .eml, but its content is not a mail. Save the message as EML from the mail program, or print it to PDF.',
    );
  }
  if (holdsPage(headers)) {
    throw new Unreadable('The header of this mail holds markup. Print the mail to PDF and send that.');
  }
  // A page in the body is what many mails are.
  if (otherThanText('', content)) {
    throw new Unreadable(
      'The name of this file ends in .eml, but its content is of another kind besides. Print the mail to PDF and send that.',
    );
  }
  await lookInside(content, 1, wholeAllowance());
  return { mediaType: 'message/rfc822' };
}

async function lookInside(content: Buffer, depth: number, left: Allowance): Promise<void> {
  if (depth > MOST_DEPTH) {
    throw new Unreadable(
      'Mails are attached to mails in this one, too many deep. Save those inside on their own and send them.',
    );
  }
  const mail = await PostalMime.parse(content, {
    forceRfc822Attachments: true,
    maxNestingDepth: MOST_PARTS_DEPTH,
  }).catch(() => {
    throw new Unreadable(
      'This mail cannot be read. Save it again from the mail program, or print it to PDF.',
    );
  });
  for (const text of [mail.text, mail.html, mail.subject]) refuseTestVirus(Buffer.from(text ?? ''));
  for (const attached of mail.attachments) {
    const name = (attached.filename ?? '').slice(-60) || 'a part without a name';
    const body = bytesOf(attached);
    refuseTestVirus(body);
    const isMail = /^message\/(?:rfc822|global)$/.test(attached.mimeType) || /\.eml$/i.test(name);
    if (isMail) await lookInside(body, depth + 1, left);
    else await lookAtAttached(name, body, left);
  }
}

async function lookAtAttached(name: string, content: Buffer, left: Allowance): Promise<void> {
  if (RUNS.test(name) || beginsAsProgram(content)) {
    throw new Unreadable(
      `This mail has a program attached (${name}). Print the mail to PDF and send that, and the other attachments on their own.`,
    );
  }
  if (content.subarray(0, 4).equals(ZIP_HEADER)) return lookIntoArchive(name, content, left);
  if (beginsAsPacked(content) || endsAsZip(content)) {
    throw new Unreadable(
      `This mail has an archive attached that cannot be looked into (${name}). Print the mail to PDF, unpack the archive, and send the files in it.`,
    );
  }
}

/** An Office file of today is a ZIP as well. Nothing here reads what is in it, so its macros and pages are its own. */
async function lookIntoArchive(name: string, content: Buffer, left: Allowance): Promise<void> {
  try {
    const look = { oldOffice: true, declaring: true };
    await eachEntry(content, (entry) => lookAtEntry(entry, 'It', look), left);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Unreadable(
      `What is attached to this mail as ${name} is not taken. ${error.message} Print the mail itself to PDF.`,
    );
  }
}

function bytesOf({ content }: Attachment): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array
    ? Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    : Buffer.from(content);
}
