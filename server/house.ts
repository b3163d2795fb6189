import type { Config } from './config';
import type { Database } from './database/database';
import { openDocumentKey } from './evidence/store/document-key';
import { openStore } from './evidence/store/document-store';
import type { House } from './http/route';

/** What the server is made of, on a database and with the documents that the configuration names. */
export function openHouse(config: Config, database: Database, now: () => Date = () => new Date()): House {
  return { config, database, now, documents: openStore(config), documentKey: openDocumentKey(config) };
}
