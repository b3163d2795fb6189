const { createRequire } = require('node:module');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${path.sep}node_modules${path.sep}`;
// Jest gives these itself, for each test file.
const OF_JEST = /^(@jest\/globals|@jest\/expect|expect)$/;

/**
 * Loads packages as Node does, once in a worker. Jest would load the thousand files of them anew for each test file, which
 * took as long as the tests themselves. Our own modules stay each test file's own.
 */
class SharedPackagesRuntime extends Runtime {
  requireModuleOrMock(from, name) {
    if (/^[./]/.test(name) || OF_JEST.test(name)) return super.requireModuleOrMock(from, name);
    const load = createRequire(from);
    return isOfPackage(load, name) ? load(name) : super.requireModuleOrMock(from, name);
  }
}

function isOfPackage(load, name) {
  try {
    return load.resolve(name).includes(PACKAGES);
  } catch {
    return false;
  }
}

module.exports = SharedPackagesRuntime;
