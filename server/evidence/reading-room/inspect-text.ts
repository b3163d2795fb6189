import PostalMime from 'postal-mime';
import { decode, encodingOf } from './decode';
import { Unreadable, type Inspected } from './jobs';
import { refuseTestVirus } from './signs';

type TextType = 'text/csv' | 'text/plain' | 'message/rfc822';

const ENDS: Record<TextType, string> = { 'text/csv': '.csv', 'text/plain': '.txt', 'message/rfc822': '.eml' };
const PAGE = /^\s*<(?:!doctype|\?xml|html|head|body|script|svg|iframe|div|meta|title|style|a\s|p>|img\s)/i;
const PAGE_SOON = /<(?:!doctype\s+html|html|script)[\s>]/i;
const OTHER = /^(?:%PDF-|%!PS|\{\\rtf|PK)/;
const HEADER = /^[!-9;-~]+:/;
const MAIL_HEADER = /^(?:from|to|subject|date|received|message-id|mime-version|return-path|delivered-to):/im;

/** Mails are parsed up to this size to look into what is attached. */
const MOST_MAIL_LOOKED_INTO = 60 * 1024 * 1024;

/** @throws Unreadable when it is no text, or markup, or no mail where it says it is one */
export async function inspectText(claimed: TextType, content: Buffer): Promise<Inspected> {
  const ends = ENDS[claimed];
  if (claimed === 'message/rfc822') return inspectMail(content);
  const encoding = encodingOf(content);
  if (!encoding) {
    throw new Unreadable(
      `The name of this file ends in ${ends}, but its content is not text. Save it as plain text (UTF-8), or send the original under its own name.`,
    );
  }
  const { text: head } = decode(content.subarray(0, 4096), encoding);
  if (PAGE.test(head) || PAGE_SOON.test(head.slice(0, 1024))) {
    throw new Unreadable(
      `The name of this file ends in ${ends}, but its content is a web page or markup. Print it to PDF and send that.`,
    );
  }
  if (OTHER.test(head)) {
    throw new Unreadable(
      `The name of this file ends in ${ends}, but its content is of another kind. Send the original under its own name, or save it as PDF.`,
    );
  }
  return { mediaType: claimed };
}

async function inspectMail(content: Buffer): Promise<Inspected> {
  const head = content.toString('latin1', 0, 64 * 1024).replace(/^(?:\xef\xbb\xbf)?(?:From .*\r?\n)?/, '');
  const headers = head.split(/\r?\n\r?\n/, 1)[0] ?? '';
  if (!HEADER.test(head) || !MAIL_HEADER.test(headers) || content.includes(0)) {
    throw new Unreadable(
      'The name of this file ends in .eml, but its content is not a mail. Save the message as EML from the mail program, or print it to PDF.',
    );
  }
  if (PAGE_SOON.test(headers)) {
    throw new Unreadable('The header of this mail holds markup. Print the mail to PDF and send that.');
  }
  if (content.length <= MOST_MAIL_LOOKED_INTO) await lookAtAttachments(content);
  return { mediaType: 'message/rfc822' };
}

async function lookAtAttachments(content: Buffer): Promise<void> {
  const mail = await PostalMime.parse(content).catch(() => {
    throw new Unreadable(
      'This mail cannot be read. Save it again from the mail program, or print it to PDF.',
    );
  });
  for (const { content: attached } of mail.attachments) {
    refuseTestVirus(
      typeof attached === 'string' ? Buffer.from(attached) : Buffer.from(attached as ArrayBuffer),
    );
  }
}
