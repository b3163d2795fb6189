// node server/command.mjs NAME ARGS… : builds if needed, then runs server/commands/NAME.ts.
// Prints nothing of its own on stdout, so that a command's output can be piped.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, describeBuildError } from './build.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [name = '', ...argv] = process.argv.slice(2);

process.setSourceMapsEnabled(true);
const code = await run();
// Let what was printed reach a pipe before leaving.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));

async function run() {
  if (!/^[a-z][a-z0-9-]*$/.test(name) || !existsSync(path.join(root, 'server/commands', `${name}.ts`))) {
    console.error(name ? `There is no command called ${name}` : 'Say which command: npm run NAME');
    return 1;
  }
  try {
    const took = await build();
    if (took !== null) console.error(`Built in ${took} ms`);
  } catch (error) {
    console.error(describeBuildError(error));
    return 1;
  }
  try {
    const { main } = createRequire(import.meta.url)(path.join(root, 'dist/server/commands', `${name}.js`));
    return await main(argv);
  } catch (error) {
    console.error(error);
    return 1;
  }
}
