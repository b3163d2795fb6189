import type { Spreadsheet } from './spreadsheet';

/** The types that a document may have, and the names that files of each end in. */
export const MEDIA_TYPES = {
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'text/csv': ['csv'],
  'text/plain': ['txt'],
  'message/rfc822': ['eml'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/tiff': ['tif', 'tiff'],
  'image/heic': ['heic', 'heif'],
} as const;
export type MediaType = keyof typeof MEDIA_TYPES;

/** What a file is, or why it is not taken, in words that say how to mend it. */
export type Inspected =
  { mediaType: MediaType; pages?: number; width?: number; height?: number } | { problem: string };

/** Part of a document's text: a page, a sheet, or a stretch of the whole. */
export interface TextPlace {
  place: number;
  heading: string;
  text: string;
}

/** A picture that was drawn anew, for a browser to show. */
export interface Picture {
  mediaType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
  body: Uint8Array;
}

/** The jobs that are done in the reading room, each with what is asked and what is answered. */
export interface RoomJobs {
  /** Tells what a file is by its content. */
  inspect: { ask: { name: string; bytes: number }; answer: Inspected };
  /** The text by place; `cut` when there was more than is kept. */
  text: { ask: { mediaType: MediaType }; answer: { places: TextPlace[]; cut: boolean } };
  /** A page of a PDF as a picture; pages count from 1. */
  page: { ask: { page: number; width: number }; answer: Picture };
  /** An image, or a page of one with several, as a picture without what else the file held. */
  image: { ask: { mediaType: MediaType; page: number; width: number }; answer: Picture };
  /**
   * The rows of a spreadsheet, each sheet by itself, dates in words that mean one thing. Before that the file is told
   * by its content, as a document is.
   */
  rows: { ask: { name: string; bytes: number }; answer: Spreadsheet };
}
export type RoomJob = keyof RoomJobs;

/** What does each job in the room: it gets the whole content. */
export type RoomWorkers = {
  [Job in RoomJob]: (ask: RoomJobs[Job]['ask'], content: Buffer) => Promise<RoomJobs[Job]['answer']>;
};

/**
 * From the parent to the room: what is asked. The content follows by a pipe of its own, which copies nothing: pieces,
 * each after its length in four bytes, and a length of 0 at the end.
 */
export interface ToRoom {
  job: RoomJob;
  ask: unknown;
}
export const CONTENT_PIPE = 4;

/** From the room: that it has begun; then the answer, or words for a person, and whether the room ends with that. */
export type FromRoom =
  { begun: true } | { answer: unknown; ends: boolean } | { failed: string; ends: boolean };

/** A content larger than this is not read. */
export const MOST_BYTES = 300 * 1024 * 1024;
/** A room that has grown to this ends after its job, and one that grows to the other is ended during it. */
export const ROOM_KEPT_BYTES = 300 * 1024 * 1024;
export const ROOM_MOST_BYTES = 700 * 1024 * 1024;
const JOB_MS = 60_000;
/** A person waits for the rows of a spreadsheet, and others for the room. */
const ROWS_MS = 20_000;
/** How long a job may take. */
export const mostMs = (job: RoomJob): number => (job === 'rows' ? ROWS_MS : JOB_MS);

/** What a person can be told about a file that cannot be read. */
export class Unreadable extends Error {}

export const BEYOND_LIMITS =
  'This file could not be read within the limits of time and memory. Open it, save it again, or split it into smaller files.';
