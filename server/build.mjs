// Builds what runs: server TypeScript to dist/, styles and browser script to public/build/.
// `node server/build.mjs` builds when a source changed; `--force` builds always.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const assets = path.join(root, 'public', 'build');
const stampFile = path.join(dist, '.stamp');
const lockDir = path.join(dist, '.lock');
const trees = ['server', 'migrations', 'seeds'];
const watched = [...trees, 'public/styles', 'public/scripts'];
const icon = 'public/icon.svg';
const kinds = new Set(['.ts', '.mjs', '.json', '.sql', '.scss']);

/** Returns the milliseconds a build took, or null when nothing had changed. */
export async function build({ force = false } = {}) {
  const started = Date.now();
  if (!force && (await isCurrent(await hashOf(await sources())))) return null;
  await mkdir(dist, { recursive: true });
  const unlock = await lock();
  try {
    const files = await sources();
    const hash = await hashOf(files);
    if (!force && (await isCurrent(hash))) return null; // another process built it meanwhile
    const made = path.join(dist, `.new-${process.pid}`);
    try {
      await rm(made, { recursive: true, force: true });
      const [, bundle] = await Promise.all([buildServer(files, made), buildAssets()]);
      await rm(stampFile, { force: true }); // from here until the new stamp, dist counts as not built
      await swapServer(made);
      await swapAssets(bundle);
      await writeFile(stampFile, hash);
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  } finally {
    await unlock();
  }
  return Date.now() - started;
}

/** One line for a person: where the first error is and what it says. */
export function describeBuildError(error) {
  const first = error?.errors?.[0];
  const others = (error?.errors?.length ?? 1) - 1;
  const more = others > 0 ? ` (and ${others} more)` : '';
  if (first) {
    const at = first.location;
    const place = at
      ? `${path.relative(root, path.resolve(root, at.file))}:${at.line}:${at.column + 1}: `
      : '';
    return `Build failed: ${place}${first.text}${more}`;
  }
  if (error?.sassMessage) {
    const at = error.span;
    const file = at?.url ? path.relative(root, fileURLToPath(at.url)) : 'styles';
    return `Build failed: ${file}:${(at?.start.line ?? 0) + 1}: ${error.sassMessage}`;
  }
  return `Build failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
}

async function sources() {
  const found = [];
  async function walk(folder) {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      else if (kinds.has(path.extname(entry.name)) && !entry.name.endsWith('.d.ts')) found.push(name);
    }
  }
  for (const folder of watched) await walk(folder);
  return [...found, icon].sort();
}

async function hashOf(files) {
  const hash = createHash('sha256').update(process.version);
  const all = [...files, 'package-lock.json'];
  const contents = await Promise.all(all.map((file) => readFile(path.join(root, file)).catch(() => '')));
  all.forEach((file, index) => hash.update(`\0${file}\0`).update(contents[index]));
  return hash.digest('hex');
}

async function isCurrent(hash) {
  const stamp = await readFile(stampFile, 'utf8').catch(() => '');
  if (stamp !== hash || !existsSync(path.join(dist, 'server'))) return false;
  try {
    const manifest = JSON.parse(await readFile(path.join(assets, 'manifest.json'), 'utf8'));
    return Object.values(manifest).every((name) => existsSync(path.join(assets, name)));
  } catch {
    return false;
  }
}

async function buildServer(files, made) {
  const esbuild = await import('esbuild');
  const typescript = files.filter((file) => isServerFile(file) && file.endsWith('.ts'));
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: typescript,
    outbase: root,
    outdir: dist, // not written there: only so that the source maps point from where the files will be
    write: false,
    bundle: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    tsconfigRaw: '{}',
    logLevel: 'silent',
  });
  const copied = files.filter((file) => file.startsWith('server/') && /\.(json|sql)$/.test(file));
  await Promise.all([
    ...result.outputFiles.map((file) => put(path.join(made, path.relative(dist, file.path)), file.contents)),
    ...copied.map(async (file) => put(path.join(made, file), await readFile(path.join(root, file)))),
  ]);
}

async function buildAssets() {
  const [esbuild, sass] = await Promise.all([import('esbuild'), import('sass')]);
  const style = sass.compile(path.join(root, 'public/styles/main.scss'), {
    loadPaths: [path.join(root, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
    charset: false,
  });
  const script = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['public/scripts/main.ts'],
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    tsconfigRaw: '{}',
    logLevel: 'silent',
  });
  return {
    'main.css': style.css,
    'main.js': script.outputFiles[0].contents,
    'icon.svg': await readFile(path.join(root, icon)),
  };
}

async function swapServer(made) {
  const kept = new Set([path.basename(made), path.basename(lockDir)]);
  for (const entry of await readdir(dist)) {
    if (!kept.has(entry)) await rm(path.join(dist, entry), { recursive: true, force: true });
  }
  for (const tree of trees) {
    if (existsSync(path.join(made, tree))) await rename(path.join(made, tree), path.join(dist, tree));
  }
}

// Hashed names never clash with those in use, so new files go in first and the manifest points to them last.
async function swapAssets(bundle) {
  const manifest = {};
  for (const [name, content] of Object.entries(bundle)) {
    const { name: stem, ext } = path.parse(name);
    manifest[name] = `${stem}-${createHash('sha256').update(content).digest('hex').slice(0, 10)}${ext}`;
    await put(path.join(assets, manifest[name]), content);
  }
  const next = path.join(assets, `manifest-${process.pid}.json`);
  await writeFile(next, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(next, path.join(assets, 'manifest.json'));
  const kept = new Set(['manifest.json', ...Object.values(manifest)]);
  for (const entry of await readdir(assets)) {
    if (!kept.has(entry)) await rm(path.join(assets, entry), { recursive: true, force: true });
  }
}

async function lock() {
  const owner = path.join(lockDir, 'pid');
  for (let waited = 0; ; waited += 100) {
    try {
      await mkdir(lockDir);
      await writeFile(owner, String(process.pid));
      return () => rm(lockDir, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
    const gone = pid ? !isRunning(pid) : waited > 2000;
    if (gone) await rm(lockDir, { recursive: true, force: true });
    else if (waited > 120_000) throw new Error(`Another build (process ${pid}) has not finished`);
    else await wait(100);
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isServerFile(file) {
  return trees.some((tree) => file.startsWith(`${tree}/`));
}

async function put(file, content) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const took = await build({ force: process.argv.includes('--force') });
    if (took !== null) console.log(`Built in ${took} ms`);
  } catch (error) {
    console.error(describeBuildError(error));
    process.exitCode = 1;
  }
}
