import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of the project: this file runs from server/ in tests and from dist/server/ otherwise. */
export const projectRoot = find(__dirname);

function find(folder: string): string {
  if (existsSync(path.join(folder, 'package.json')) && existsSync(path.join(folder, 'seeds'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('The project folder was not found');
  return find(parent);
}
