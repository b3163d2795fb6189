import { readConfig, type Config } from '../config';
import { connect, type Connection } from '../database/connect';
import { oneLine } from '../one-line';

/**
 * Runs a command with a connection, whether the server is running on the same data or not, and lets go of it.
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
    console.error(oneLine(error));
    return 1;
  }
}
