import sharp, { type Sharp } from 'sharp';
import type { HeicImages } from 'heic-decode';
import { Unreadable } from './jobs';

// Only what is taken is decoded: libvips knows many more formats.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadTiffBuffer'],
});
sharp.cache(false);
sharp.concurrency(1);

/** An image in sharp's hands; `limit` on the pixels is left to what is done with it when 0. */
export function openImage(content: Buffer, limit: number, page = 0): Sharp {
  return sharp(content, {
    limitInputPixels: limit || false,
    sequentialRead: true,
    failOn: 'error',
    ...(page > 0 ? { page } : {}),
  });
}

/** Width and height of a HEIC image, without decoding it. */
export async function heicSize(content: Buffer): Promise<{ width: number; height: number }> {
  return withHeic(content, ([image]) => Promise.resolve(image!));
}

/** Opens a HEIC file for as long as the work on its images takes. */
export async function withHeic<Result>(
  content: Buffer,
  work: (images: HeicImages) => Promise<Result>,
): Promise<Result> {
  const { all } = (await import('heic-decode')).default;
  const images = await all({ buffer: content });
  try {
    if (images.length === 0) throw new Unreadable('This HEIC file holds no image that can be shown.');
    return await work(images);
  } finally {
    images.dispose();
  }
}
