/** Something about the embedded database that a person has to put right. The message is one line: what and how. */
export class EmbeddedDatabaseError extends Error {
  constructor(message: string) {
    super(message.replace(/\s*\n\s*/g, ' ').trim());
    this.name = 'EmbeddedDatabaseError';
  }
}

export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

const REMEDIES: Record<string, string> = {
  EACCES: 'this user may not write there: give the folder to this user, or set DATA_DIR to another folder',
  EPERM: 'this user may not write there: give the folder to this user, or set DATA_DIR to another folder',
  EROFS: 'the file system is read-only: set DATA_DIR to a folder that can be written',
  ENOENT: 'it cannot be created there: set DATA_DIR to a folder that can be written',
  ENOTDIR: 'it is not a folder: move that file away, or set DATA_DIR to a folder',
  EEXIST: 'it is not a folder: move that file away, or set DATA_DIR to a folder',
  ENOSPC: 'the disk is full: make room, then start again',
  EDQUOT: 'the disk quota is used up: make room, then start again',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
};

/** Turns an error of the file system into one that says what is wrong and what to do. */
export function folderError(what: string, error: unknown): EmbeddedDatabaseError {
  if (error instanceof EmbeddedDatabaseError) return error;
  const code = errorCode(error);
  const reason = code || (error instanceof Error ? error.message : 'unknown error');
  return new EmbeddedDatabaseError(
    `${what} cannot be used (${reason}): ${REMEDIES[code] ?? 'see to the cause, or set DATA_DIR to another folder'}.`,
  );
}
