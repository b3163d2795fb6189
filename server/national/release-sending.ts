import type { Reply } from '../http/route';

/**
 * A frozen file as a download, with its checksum as its tag: asked again with `If-None-Match` the answer is 304.
 * @param cache how long who may keep it
 */
export function sendReleaseFile(
  { name, type, content, sha256 }: { name: string; type: string; content: Buffer; sha256: string },
  cache: string,
): Reply {
  return {
    kind: 'text',
    body: content,
    type,
    headers: {
      'Content-Disposition': `attachment; filename="${name}"`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': cache,
      ETag: `"${sha256}"`,
      // RFC 9530, and the same for those who compare it with CHECKSUMS.
      'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
      'X-Checksum-SHA256': sha256,
    },
  };
}
