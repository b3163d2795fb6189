import { createHash } from 'node:crypto';
import type { Category } from '../typology/typology-queries';
import { releaseBook } from './release-book';
import { codebookMarkdown } from './release-codebook';
import { sheetsOf } from './release-csv';
import type { ReleaseFigures } from './release-figures';
import { dataPackage, type PackedFile } from './release-package';
import { readme } from './release-readme';
import { zipOf } from './zip';

/** One file of a release: its bytes are kept, and stay as they are. */
export interface ReleaseFile {
  name: string;
  type: string;
  /** What it holds, in words. */
  what: string;
  content: Buffer;
  sha256: string;
}

export interface ReleaseContext {
  /** The categories of the edition with their definitions, in its order. */
  categories: readonly Category[];
  builtAt: Date;
  publicUrl: string;
}

const CSV = 'text/csv; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const MARKDOWN = 'text/markdown; charset=utf-8';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The figures as they are frozen: these bytes are what the checksum of the release is of. */
export function frozenText(figures: ReleaseFigures): string {
  return `${JSON.stringify(figures)}\n`;
}

/**
 * All files of a release: a CSV for each table and list, one Excel book, the figures as JSON, a data package, a
 * codebook, their checksums, and all of it in one archive. The same release gives the same bytes.
 */
export async function filesOf(figures: ReleaseFigures, context: ReleaseContext): Promise<ReleaseFile[]> {
  const sheets = sheetsOf(figures, context.categories);
  const book = await releaseBook(figures, sheets, context.builtAt);
  const data: PackedFile[] = [
    ...sheets.map((sheet) => ({
      ...fileOf(`${sheet.name}.csv`, CSV, sheet.title, Buffer.from(sheet.csv)),
      sheet,
    })),
    fileOf('figures.json', JSON_TYPE, 'All figures (release/1)', Buffer.from(frozenText(figures))),
    fileOf('figures.xlsx', XLSX, 'All figures as an Excel book', book),
    fileOf(
      'codebook.md',
      MARKDOWN,
      'What each value means, to read',
      Buffer.from(codebookMarkdown(figures, context.categories)),
    ),
  ];
  const described = [
    fileOf(
      'README.md',
      MARKDOWN,
      'What this is, and how to use it',
      Buffer.from(readme(figures, data, context)),
    ),
    ...data,
    fileOf(
      'datapackage.json',
      JSON_TYPE,
      'The same as a Data Package',
      Buffer.from(`${JSON.stringify(dataPackage(figures, data, context), null, 2)}\n`),
    ),
  ].map(({ name, type, what, content, sha256 }) => ({ name, type, what, content, sha256 }));
  const sums = described.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  const files = [...described, fileOf('CHECKSUMS', TEXT, 'SHA-256 of each file', Buffer.from(sums))];
  const folder = `release-${figures.number}`;
  const archive = zipOf(Object.fromEntries(files.map(({ name, content }) => [`${folder}/${name}`, content])));
  return [fileOf(`${folder}.zip`, 'application/zip', 'All files in one archive', archive), ...files];
}

function fileOf(name: string, type: string, what: string, content: Buffer): ReleaseFile {
  return { name, type, what, content, sha256: createHash('sha256').update(content).digest('hex') };
}
