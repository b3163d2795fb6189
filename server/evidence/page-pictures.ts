import { Missing } from '../http/errors';
import type { House } from '../http/route';
import { openContent } from './content';
import type { PageSource } from './reader-queries';
import type { MediaType, Picture } from './reading-room/jobs';
import { askRoom, Unreadable } from './reading-room/room';

const MOST_KEPT_BYTES = 20 * 1024 * 1024;
const KEPT_MS = 5 * 60_000;

// The last pictures, for who goes back a page; the oldest is let go first.
const kept = new Map<string, { picture: Picture; until: number }>();

/**
 * The picture of a page, drawn in the reading room or just before.
 * @throws Missing when the document has no such page or none that can be drawn
 */
export async function pictureOf(
  house: House,
  document: PageSource,
  page: number,
  width: number,
): Promise<Picture> {
  const key = `${document.review_id}/${document.sha256}/${page}/${width}`;
  const known = kept.get(key);
  if (known && known.until > Date.now()) return known.picture;
  const mediaType = document.media_type as MediaType;
  try {
    const content = await openContent(house, document);
    const picture =
      mediaType === 'application/pdf'
        ? await askRoom('page', { page, width }, content)
        : await askRoom('image', { mediaType, page, width }, content);
    keep(key, picture);
    return picture;
  } catch (error) {
    if (error instanceof Unreadable) throw new Missing();
    throw error;
  }
}

function keep(key: string, picture: Picture): void {
  kept.delete(key);
  kept.set(key, { picture, until: Date.now() + KEPT_MS });
  let bytes = [...kept.values()].reduce((sum, one) => sum + one.picture.body.byteLength, 0);
  for (const [oldest, one] of kept) {
    if (bytes <= MOST_KEPT_BYTES && one.until > Date.now()) break;
    kept.delete(oldest);
    bytes -= one.picture.body.byteLength;
  }
}
