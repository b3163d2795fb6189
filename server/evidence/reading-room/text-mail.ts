import PostalMime from 'postal-mime';
import { textOfHtml } from './html-text';
import type { PlacesRead } from './places';

type Mail = Awaited<ReturnType<typeof PostalMime.parse>>;
type Address = NonNullable<Mail['from']>;

/** Reads a mail: who wrote to whom and when, what, and the names of what was attached. */
export async function readMail(content: Buffer, read: PlacesRead): Promise<void> {
  const mail = await PostalMime.parse(content, { attachmentEncoding: 'arraybuffer' });
  const facts: [string, string][] = [
    ['From', mail.from ? personOf(mail.from) : ''],
    ['To', people(mail.to)],
    ['Cc', people(mail.cc)],
    ['Date', dateOf(mail.date)],
    ['Subject', mail.subject ?? ''],
    ['Attached', mail.attachments.map(({ filename }) => filename || 'a part without a name').join(', ')],
  ];
  const head = facts.flatMap(([name, value]) =>
    value.trim() ? [`${name}: ${value.replace(/\s+/g, ' ')}`] : [],
  );
  const body = mail.text?.trim() ? mail.text : textOfHtml(mail.html ?? '');
  read.addAll('', `${head.join('\n')}\n\n${body}`);
}

const people = (addresses: Address[] | undefined): string => (addresses ?? []).map(personOf).join(', ');

function personOf(address: Address): string {
  if (address.group) return `${address.name}: ${address.group.map(personOf).join(', ')}`;
  return address.name && address.address
    ? `${address.name} <${address.address}>`
    : address.name || address.address || '';
}

/** A date as people write it, in the time of the place where it is read; as it came when it is none. */
function dateOf(date: string | undefined): string {
  const when = new Date(date ?? '');
  if (Number.isNaN(when.getTime())) return date ?? '';
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/London',
  }).format(when);
}
