import { AwsV4Signer } from 'aws4fetch';
import { createReadStream } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SaxesParser } from 'saxes';
import type { StorePlace } from '../../config';
import { NotStored, type DocumentStore, type Stored } from './document-store';

export type S3Place = Extract<StorePlace, { kind: 's3' }>;

/** The service did not do what it was asked. */
export class StoreRefused extends Error {
  constructor(method: string, status: number, said: string) {
    super(`The document store answered ${method} with ${status}: ${said.replace(/\s+/g, ' ').slice(0, 300)}`);
  }
}

const IDLE_MS = 60_000;

/**
 * The store in a bucket of an S3-compatible service, by addresses in path style. What is sent is encrypted and
 * authenticated already, so its payload is not signed once more: a file is sent as it is read.
 */
export function s3Store(place: S3Place): DocumentStore {
  const ask = asker(place);
  return {
    async put(key, localFile, bytes) {
      const answer = await ask('PUT', place.prefix + key, {}, { bytes, body: createReadStream(localFile) });
      await drained(answer);
    },
    async open(key) {
      const answer = await ask('GET', place.prefix + key);
      if (answer.statusCode !== 404) return answer;
      await drained(answer);
      throw new NotStored(key);
    },
    async remove(key) {
      await drained(await ask('DELETE', place.prefix + key));
    },
    list: () => listBucket(place, ask),
  };
}

type Ask = (
  method: 'GET' | 'PUT' | 'DELETE',
  key: string,
  query?: Record<string, string>,
  sent?: { bytes: number; body: Readable },
) => Promise<IncomingMessage>;

function asker(place: S3Place): Ask {
  const { request } = place.endpoint.startsWith('https:') ? https : http;
  return async (method, key, query = {}, sent) => {
    const url = new URL(`${place.endpoint}/${place.bucket}${key ? `/${key}` : ''}`);
    url.search = new URLSearchParams(query).toString();
    const signed = await new AwsV4Signer({
      method,
      url: url.toString(),
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      accessKeyId: place.accessKeyId,
      secretAccessKey: place.secretAccessKey,
      region: place.region,
      service: 's3',
    }).sign();
    const headers = Object.fromEntries(signed.headers);
    if (sent) headers['content-length'] = String(sent.bytes);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(signed.url, { method, headers, timeout: IDLE_MS }, resolve);
      asked.on('timeout', () => asked.destroy(new Error('The document store does not answer')));
      asked.on('error', (error) => {
        sent?.body.destroy();
        reject(error);
      });
      sent?.body.on('error', (error) => asked.destroy(error));
      if (sent) sent.body.pipe(asked);
      else asked.end();
    });
    const status = answer.statusCode ?? 0;
    const missing = status === 404 && method !== 'PUT' && key !== '';
    if (status >= 300 && !missing) {
      sent?.body.destroy();
      throw new StoreRefused(method, status, await text(answer));
    }
    return answer;
  };
}

async function drained(answer: IncomingMessage): Promise<void> {
  await text(answer);
}

async function* listBucket(place: S3Place, ask: Ask): AsyncGenerator<Stored> {
  let token: string | undefined;
  do {
    const answer = await ask('GET', '', {
      'list-type': '2',
      prefix: place.prefix,
      ...(token === undefined ? {} : { 'continuation-token': token }),
    });
    const found = readListing(await text(answer));
    for (const { Key = '', Size = '0', LastModified = '' } of found.contents) {
      if (Key.startsWith(place.prefix))
        yield { key: Key.slice(place.prefix.length), bytes: Number(Size), at: new Date(LastModified) };
    }
    token = found.next;
  } while (token !== undefined);
}

/** What a page of ListObjectsV2 says. */
function readListing(xml: string): { contents: Record<string, string>[]; next?: string } {
  const contents: Record<string, string>[] = [];
  let next: string | undefined;
  let words = '';
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    open.push(name);
    words = '';
    if (name === 'Contents') contents.push({});
  });
  parser.on('text', (more) => (words += more));
  parser.on('closetag', ({ name }) => {
    open.pop();
    const last = contents.at(-1);
    if (open.at(-1) === 'Contents' && last) last[name] = words;
    if (name === 'NextContinuationToken') next = words;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return { contents, next };
}
