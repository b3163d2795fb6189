import type { Request } from 'express';
import { wordChanges, type Passage } from '../approvals/changes';
import type { Conflict } from './errors';
import type { Reply } from './route';

export interface ConflictPage {
  title: string;
  said: string;
  /** How the words that are stored are called: someone else's, or one's own from another window. */
  theirs: string;
  takeTheirs: string;
  fields: {
    name: string;
    label: string;
    mine: string;
    theirs: string;
    original: string;
    /** What each changed in the words that both began from. */
    theirChanges: Passage[];
    myChanges: Passage[];
  }[];
  version: number;
  action: string;
  /** Where one leaves without saving. */
  back: string;
  /** The rest of the form, as it was sent. */
  kept: { name: string; value: string }[];
}

/**
 * What a page shows when its words were changed elsewhere first; to its script, the same as data.
 * @param isPage whether the address that the form went to can be read too; if not, the one above it can
 */
export function conflictPage(conflict: Conflict, request: Request, isPage: boolean): Reply {
  if (request.get('X-Autosave') === '1') {
    return { kind: 'json', status: 409, body: { fields: conflict.fields, by: conflict.by } };
  }
  const conflicted = new Set(conflict.fields.map((field) => field.name));
  const kept = Object.entries((request.body ?? {}) as Record<string, string | string[]>)
    .filter(([name]) => !conflicted.has(name) && !name.startsWith('_') && name !== 'version')
    .flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })));
  const words = conflict.own ? ownWords : othersWords(conflict.by);
  const model: ConflictPage = {
    ...words,
    fields: conflict.fields.map((field) => ({
      ...field,
      theirChanges: wordChanges(field.original, field.theirs),
      myChanges: wordChanges(field.original, field.mine),
    })),
    version: conflict.version,
    back: isPage ? request.path : request.path.replace(/\/[^/]+$/, ''),
    action: request.originalUrl,
    kept,
  };
  return {
    kind: 'page',
    view: 'http/conflict',
    title: words.title,
    status: 409,
    page: model,
    section: 'work',
    layout: {
      backLink: { text: 'Go back without saving', href: model.back },
      width: 'two-thirds',
    },
  };
}

const ownWords = {
  title: 'You saved a change in another window',
  said: 'You changed the same words in another window while you were writing here. Nothing is lost. For each part below, keep the words that should stand: those you wrote here are in the box.',
  theirs: 'In the other window',
  takeTheirs: 'Keep the words from the other window',
};

const othersWords = (by: string): typeof ownWords => ({
  title: 'Someone else changed this too',
  said: `${by} saved a change while you were writing. Nothing of yours is lost. For each part below, keep the words that should stand: yours are in the box, and you can copy from theirs.`,
  theirs: 'Theirs',
  takeTheirs: 'Take their words',
});
