import type { StorePlace } from '../../config';
import type { DocumentStore } from './document-store';

export type S3Place = Extract<StorePlace, { kind: 's3' }>;

/** The store in a bucket of an S3-compatible service. */
export function s3Store(_place: S3Place): DocumentStore {
  throw new Error('Not yet');
}
