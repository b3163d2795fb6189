import { Unreadable, type Inspected } from './jobs';
import { heicSize, openImage } from './pictures';
import { refuseTwoInOneImage } from './signs';

type ImageType = 'image/png' | 'image/jpeg' | 'image/tiff' | 'image/heic';

const NAMES: Record<ImageType, string> = {
  'image/png': 'a PNG',
  'image/jpeg': 'a JPEG',
  'image/tiff': 'a TIFF',
  'image/heic': 'a HEIC',
};
export const MOST_PIXELS = 100_000_000;

/** @throws Unreadable when it is not the image that it says, is too large to draw, or is something else besides */
export async function inspectImage(claimed: ImageType, content: Buffer): Promise<Inspected> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = (await fileTypeFromBuffer(content))?.mime;
  const isClaimed =
    found === claimed || (claimed === 'image/heic' && (found === 'image/heif' || found === 'image/heic'));
  if (!isClaimed) {
    throw new Unreadable(
      `The name of this file says that it is ${NAMES[claimed]} image, but its content is not. Open it and save it again as ${NAMES[claimed]} image.`,
    );
  }
  refuseTwoInOneImage(content);
  const { width, height, pages } = await sizeOf(claimed, content);
  if (width * height > MOST_PIXELS) {
    throw new Unreadable(
      'This image has more than 100 million points. Make it smaller, or save it as PDF, and send that.',
    );
  }
  return { mediaType: claimed, width, height, ...(pages > 1 ? { pages } : {}) };
}

async function sizeOf(
  claimed: ImageType,
  content: Buffer,
): Promise<{ width: number; height: number; pages: number }> {
  try {
    if (claimed === 'image/heic') return { ...(await heicSize(content)), pages: 1 };
    const { width, height, pages = 1 } = await openImage(content, 0).metadata();
    return { width, height, pages };
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('This image is damaged and cannot be opened. Open the original and save it again.');
  }
}
