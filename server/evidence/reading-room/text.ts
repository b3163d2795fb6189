import { decode, encodingOf } from './decode';
import type { RoomJobs } from './jobs';
import { withPdf } from './pdf';
import { PlacesRead } from './places';
import { readCsvText } from './text-csv';
import { readDocx } from './text-docx';
import { readMail } from './text-mail';
import { readSheets } from './text-xlsx';

type Asked = RoomJobs['text'];

/** The text of a document by place; images have none. */
export async function text({ mediaType }: Asked['ask'], content: Buffer): Promise<Asked['answer']> {
  const read = new PlacesRead();
  switch (mediaType) {
    case 'application/pdf':
      await withPdf(content, (pdf) => {
        for (let page = 0; page < pdf.pages && !read.full; page += 1) {
          read.add(
            page + 1,
            `Page ${page + 1}`,
            pageText(() => pdf.text(page, read.most + 1)),
          );
        }
        read.cut ||= read.full;
      });
      break;
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
      await readDocx(content, read);
      break;
    case 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
      await readSheets(content, read);
      break;
    case 'message/rfc822':
      await readMail(content, read);
      break;
    case 'text/csv':
      if (!readCsvText(content, read)) readPlain(content, read);
      break;
    case 'text/plain':
      readPlain(content, read);
  }
  return { places: read.places, cut: read.cut };
}

/** One page that is broken does not take the others with it. */
function pageText(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function readPlain(content: Buffer, read: PlacesRead): void {
  const encoding = encodingOf(content);
  if (!encoding) return;
  const { text: whole, cut } = decode(content, encoding);
  read.addAll('', whole);
  read.cut ||= cut;
}
