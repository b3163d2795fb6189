/** A release as a Frictionless Data Package (datapackage.org, version 2.0). Pure. */
import type { Sheet } from './release-sheet';
import type { ReleaseContext, ReleaseFile } from './release-files';
import type { ReleaseFigures } from './release-figures';
import { CITED_SOURCES, PUBLISHER, releaseAddress, settingsOfRelease } from './release-words';

/** A file of the release; with its rows where it is a table. */
export type PackedFile = ReleaseFile & { sheet?: Sheet };

/** The descriptor, `datapackage.json`: every file with its length and checksum, every table with its columns. */
export function dataPackage(
  figures: ReleaseFigures,
  files: readonly PackedFile[],
  { builtAt, publicUrl }: ReleaseContext,
): object {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: `systems-reviews-release-${figures.number}`,
    id: releaseAddress(publicUrl, figures.number),
    title: figures.title,
    description: settingsOfRelease(figures)
      .map(({ name, text }) => `${name}: ${text}`)
      .join('\n\n'),
    homepage: releaseAddress(publicUrl, figures.number),
    version: `${figures.number}.0.0`,
    created: builtAt.toISOString(),
    sources: CITED_SOURCES[figures.origin],
    contributors: [{ title: PUBLISHER, roles: ['publisher'] }],
    resources: files.map(resourceOf),
  };
}

function resourceOf({ name, type, what, content, sha256, sheet }: PackedFile): object {
  const [base = '', format = ''] = name.split('.');
  const facts = {
    // The tables and the book are both called figures: the format keeps their names apart.
    name: sheet ? base : `${base}-${format}`,
    path: name,
    title: what,
    format,
    mediatype: type.split(';')[0],
    encoding: 'utf-8',
    bytes: content.length,
    hash: `sha256:${sha256}`,
  };
  if (!sheet) return facts;
  return {
    ...facts,
    $schema: 'https://datapackage.org/profiles/2.0/dataresource.json',
    type: 'table',
    schema: schemaOf(sheet),
  };
}

function schemaOf({ columns, key, missing }: Sheet): object {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
    fields: columns.map(({ name, type, title, description, values }) => ({
      name,
      type,
      title,
      ...(description === undefined ? {} : { description }),
      ...(values && values.length > 0 ? { constraints: { required: true, enum: values } } : {}),
    })),
    primaryKey: key,
    missingValues: missing,
  };
}
