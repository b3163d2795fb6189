// Unpacks the Chromium of the package into TMPDIR and prints where it is. Run in a process of its own, because the
// package reads the environment when it is imported.
import chromium from '@sparticuz/chromium';

process.stdout.write(await chromium.executablePath());
