import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Config } from '../config';
import type { Database } from '../database/database';
import type { Actor, Role, Tx } from '../database/with-actor';
import type { Incoming, Looked } from '../evidence/incoming';
import type { DocumentKey } from '../evidence/store/document-key';
import type { DocumentStore } from '../evidence/store/document-store';
import type { PageLayout } from './views';

/** A message beside a field. An empty field name is about the whole form. */
export interface Problem {
  field: string;
  message: string;
}

/** What the server is made of; handed to every handler. */
export interface House {
  config: Config;
  database: Database;
  /** Where the encrypted content of documents lies; `openContent` reads it. */
  documents: DocumentStore;
  documentKey: DocumentKey;
  now(): Date;
}

export interface PageReply {
  kind: 'page';
  view: string;
  page: object;
  title: string;
  status?: number;
  /** The item of the main navigation that is current. */
  section?: string;
  /** Problems of a form, for the error summary above the page. */
  problems?: Problem[];
  /** Identity bar, back link, aside, lead, width. */
  layout?: Partial<PageLayout>;
  /** What a form led to that was answered with this page: where its second posting is sent. */
  doneAt?: string;
  /** True for a page with a form that people use before signing in. */
  forms?: boolean;
  /** Seconds after which a page of work that goes on in the background is shown anew. */
  refresh?: number;
  /** How long a page that anyone may read may be kept, for those who are not signed in (Cache-Control). */
  cache?: string;
}

/** A file of any size, sent as it is read; shown or run by no browser in the name of this service. */
export interface StreamReply {
  kind: 'stream';
  name: string;
  type: string;
  /** Left out when the length is known only as it is made. */
  bytes?: number;
  /** Shown within a page, such as an image; otherwise it is downloaded. */
  inline?: boolean;
  headers?: Record<string, string>;
  /** Called when the answer begins, after the transaction. */
  open(): Promise<Readable>;
}

export type Reply =
  | PageReply
  | { kind: 'redirect'; to: string; flash?: string }
  | { kind: 'json'; body: unknown; status?: number; type?: string; headers?: Record<string, string> }
  | { kind: 'text'; body: string | Buffer; type: string; headers?: Record<string, string> }
  | { kind: 'file'; name: string; type: string; body: Buffer | string }
  | StreamReply;

/** One request, parsed: handlers see this and never the request itself. */
export interface Visit<Form = unknown, Read = unknown> {
  house: House;
  /** The transaction that knows who is acting. On a public route no one is. */
  tx: Tx;
  /** Present on every route that is not public. */
  actor: Actor;
  params: Record<string, string>;
  query: Record<string, string>;
  /** All values of a query name that may stand more than once. */
  queryAll(name: string): string[];
  form: Form;
  /** What was typed, as it came: shown again when the form is refused. */
  typed: Record<string, string | string[]>;
  files: { name: string; type: string; body: Buffer }[];
  /** The files of a route that may keep them; those that are not kept are gone when the request ends. */
  incoming: Incoming[];
  /** What the route read of its file before the transaction (`upload.read`); undefined when no file came. */
  read: Read | undefined;
  /** True when the page's script saves in the background and wants JSON. */
  background: boolean;
  path: string;
  /** The session that the request came in; empty for one that came with a token. */
  sessionId: string;
  /** The best of these media types for who asks, or false. */
  accepts(...types: string[]): string | false;
}

/**
 * How a route reads its one file as a whole before its handler, which gets what was read. It takes long, so no
 * transaction waits for it, and one account has one such request at a time: a second is refused, in the words of `busy`.
 */
export interface Reading<Read> {
  busy: string;
  /** @throws Refused in words for the page of the form */
  file(house: House, incoming: Incoming): Promise<Read>;
}

export type Scope = 'aggregates:read' | 'findings:read' | 'reviews:import';

/** Everyone, anyone signed in, holders of one of the roles, or bearers of a token with the scope. */
export type Who = 'public' | 'signed-in' | readonly Role[] | { token: Scope };

export interface Route<Schema extends z.ZodType = z.ZodType, Read = unknown> {
  method: 'get' | 'post';
  /** Express path; a parameter ending in Id must be a UUID, else the answer is 404. */
  path: string;
  who: Who;
  /** What the parameters name; another Board's looks exactly like missing. */
  scope: 'none' | 'board' | 'national';
  /** Action that a successful request writes to the audit. */
  audit: 'none' | string;
  form?: Schema;
  /** It shows a form again with what was typed and saves nothing: the form is still to be sent, so no receipt is taken. */
  showsAgain?: true;
  /**
   * A form with files. Small ones are held in memory (`files`); with `keep` they lie encrypted among the incoming.
   * `most` is how many at once, 1 unless told. `look` is what takes long and needs no transaction, file by file.
   */
  upload?: {
    field: string;
    mostBytes: number;
    most?: number;
    keep?: true;
    look?(house: House, incoming: Incoming): Promise<Looked>;
    read?: Reading<Read>;
    /** Said when no file came, together with what else is wrong with the form. */
    asked?: string;
  };
  /** For the few that start or end a session: they get the request itself and answer it. */
  serve?(house: House, request: Request, response: Response): Promise<Reply>;
  handle?(visit: Visit<z.output<Schema>, Read>): Promise<Reply>;
  /** The page again, with what was typed and the problems, when the form cannot be read or a rule refuses it. */
  redisplay?(visit: Visit<unknown>, problems: Problem[]): Promise<PageReply>;
}

/** Declares a route with its form's type known to its handler. */
export function route<Schema extends z.ZodType, Read = unknown>(definition: Route<Schema, Read>): Route {
  return definition as unknown as Route;
}

export const redirect = (to: string, flash?: string): Reply => ({ kind: 'redirect', to, flash });
export const page = (
  view: string,
  title: string,
  model: object,
  more: Partial<PageReply> = {},
): PageReply => ({
  kind: 'page',
  view,
  title,
  page: model,
  ...more,
});
