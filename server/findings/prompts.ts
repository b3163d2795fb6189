import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../root';

const prompt = z.object({
  ask: z.array(z.string()),
  good: z.string(),
  weak: z.string(),
  why_weak: z.string(),
});
export type Prompt = z.output<typeof prompt>;

let prompts: Record<string, Prompt> | undefined;

/** What an experienced reviewer would ask at a section, with a good answer and a weak one. Read once. */
export function promptFor(section: string): Prompt | undefined {
  prompts ??= z
    .record(z.string(), prompt)
    .parse(JSON.parse(readFileSync(path.join(projectRoot, 'seeds', 'data', 'prompts.json'), 'utf8')));
  return prompts[section];
}
