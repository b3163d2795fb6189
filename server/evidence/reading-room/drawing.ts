import sharp from 'sharp';
import { MOST_PIXELS } from './inspect-image';
import { Unreadable, type Picture, type RoomJobs } from './jobs';
import { withPdf } from './pdf';
import { openImage, withHeic } from './pictures';

const LEAST_WIDTH = 50;
const MOST_WIDTH = 2400;
const MOST_HEIGHT = 6000;

/** Draws a page of a PDF: what is shown is points of colour, never anything that the file holds. */
export async function page(
  { page: number, width }: RoomJobs['page']['ask'],
  content: Buffer,
): Promise<Picture> {
  return withPdf(content, async (pdf) => {
    if (number < 1 || number > pdf.pages) throw new Unreadable('This PDF has no such page.');
    const drawn = pdf.draw(number - 1, within(width));
    const size = { width: drawn.width, height: drawn.height };
    const body = await sharp(drawn.data, { raw: { ...size, channels: 4 } })
      .removeAlpha()
      .png({ compressionLevel: 6 })
      .toBuffer();
    return { mediaType: 'image/png', ...size, body };
  });
}

/** Draws an image anew, upright and no wider than asked, without place, camera, or anything else that it carried. */
export async function image(
  { mediaType, page: number, width }: RoomJobs['image']['ask'],
  content: Buffer,
): Promise<Picture> {
  if (mediaType === 'image/heic') return heic(width, content);
  const shown = openImage(content, MOST_PIXELS, number - 1)
    .autoOrient()
    .resize({ width: within(width), height: MOST_HEIGHT, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  const asPng = mediaType === 'image/png';
  const { data, info } = await (asPng ? shown.png() : shown.jpeg({ quality: 85 }))
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw new Unreadable('This image is damaged and cannot be shown.');
    });
  return {
    mediaType: asPng ? 'image/png' : 'image/jpeg',
    width: info.width,
    height: info.height,
    body: data,
  };
}

function heic(width: number, content: Buffer): Promise<Picture> {
  return withHeic(content, async ([first]) => {
    if (!first || first.width * first.height > MOST_PIXELS)
      throw new Unreadable('This image is too large to show.');
    const { data, ...size } = await first.decode();
    const { data: body, info } = await sharp(data, { raw: { ...size, channels: 4 } })
      .resize({ width: within(width), height: MOST_HEIGHT, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 85 })
      .toBuffer({ resolveWithObject: true });
    return { mediaType: 'image/jpeg', width: info.width, height: info.height, body };
  });
}

const within = (width: number): number => Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Math.round(width)));
