/** No connection, or one that the server ended: PostgreSQL's classes 08 and 57P, and the network's own words. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    /^(ECONNREFUSED|ECONNRESET|08\w{3}|57P0[123])$/.test(code) || /Connection terminated/.test(error.message)
  );
}
