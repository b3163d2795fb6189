import { escaped } from './release-codebook';
import type { ReleaseContext, ReleaseFile } from './release-files';
import type { ReleaseFigures } from './release-figures';
import { citation, REUSE, settingsOfRelease } from './release-words';

/** What goes with the files of a release, to read first. Pure. */
export function readme(
  figures: ReleaseFigures,
  files: readonly Pick<ReleaseFile, 'name' | 'what'>[],
  { publicUrl }: ReleaseContext,
): string {
  const settings = settingsOfRelease(figures).map(
    ({ name, text }) => `- **${escaped(name)}**: ${escaped(text)}\n`,
  );
  const listed = files.map(({ name, what }) => `- \`${name}\`: ${escaped(what)}\n`);
  return `# ${escaped(figures.title)}

Release ${figures.number} of national figures from systems reviews. It is frozen: its files stay as they are, and a
correction is a new release.

**${escaped(figures.caution)}**

## Settings

${settings.join('')}
## Files

${listed.join('')}- \`datapackage.json\`: the same files as a Data Package (datapackage.org)
- \`CHECKSUMS\`: check all of them in this folder with \`sha256sum -c CHECKSUMS\`

In a CSV file a text that a spreadsheet would take for a formula has an apostrophe before it.

## How to cite

${escaped(citation(figures, publicUrl))}

${REUSE}
`;
}
