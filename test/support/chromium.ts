import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { projectRoot } from '../../server/root';

// The package's own list of font folders names those of another machine; without a font, Chromium crashes at a form.
const FONTS = 'our-fonts.conf';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/opt/google/chrome/chrome',
];
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * A headless Chromium: the one in the packages, which draws no window at all and so takes little more than half the time
 * of a whole browser; where the package has none for the machine, an installed one.
 */
export async function launchChromium(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const installed = INSTALLED.find((file) => existsSync(file));
    return chromium.launch({ args: ARGS, ...(installed ? { executablePath: installed } : {}) });
  }
  const folder = unpackedChromium();
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: [...ARGS, '--no-zygote', '--headless=shell', '--font-render-hinting=none'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: path.join(folder, FONTS),
    },
  });
}

function unpackedChromium(): string {
  const { version } = JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string };
  const folder = path.join(tmpdir(), `workbench-chromium-${version}-${userInfo().uid}`);
  if (existsSync(folder)) {
    // Only what this user unpacked is run.
    if (lstatSync(folder).uid !== userInfo().uid)
      throw new Error(`${folder} belongs to someone else: remove it`);
    return folder;
  }
  const fresh = mkdtempSync(path.join(tmpdir(), 'workbench-chromium-new-'));
  execFileSync(process.execPath, [path.join(__dirname, 'unpack-chromium.mjs')], {
    env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  writeFileSync(
    path.join(fresh, FONTS),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  );
  try {
    renameSync(fresh, folder);
  } catch {
    // Another worker was first.
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

function packageFile(): string {
  return path.join(projectRoot, 'node_modules', '@sparticuz', 'chromium', 'package.json');
}
