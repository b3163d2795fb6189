import { readConfig, type Config } from '../config';
import { connect, type Connection } from '../database/connect';
import { oneLine } from '../one-line';
import { unlessTold } from '../stop-signals';

/**
 * Runs a command with a connection, whether the server is running on the same data or not, and lets go of it.
 * Told to stop, it lets go as well.
 * @returns the exit code; an error is one line and 1
 */
export async function withConnection(
  work: (connection: Connection, config: Config) => Promise<number>,
): Promise<number> {
  try {
    const config = readConfig(process.env);
    const connection = await connect(config);
    try {
      return await work(connection, config);
    } finally {
      await connection.close();
    }
  } catch (error) {
    await unlessTold();
    console.error(oneLine(error));
    return 1;
  }
}
