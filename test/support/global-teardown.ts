import { rmSync } from 'node:fs';

export default async function tearDown(): Promise<void> {
  const server = globalThis.workbenchServer;
  if (!server) return;
  await server.database.release();
  rmSync(server.folder, { recursive: true, force: true });
}
