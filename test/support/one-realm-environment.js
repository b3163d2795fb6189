const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/** Stands for the realm of the worker itself, where Jest asks for the context of a test. */
const HERE = vm.createContext();
const { compileFunction } = vm;
vm.compileFunction = (source, parameters, { parsingContext, ...options } = {}) =>
  compileFunction(source, parameters, parsingContext === HERE ? options : { parsingContext, ...options });

/**
 * Runs test files in the realm of the worker, not each in one of its own, so that what the packages make, which
 * shared-packages-runtime.js loads once for all of them, is to our code what it is in production: an Error is an Error, a
 * Date a Date. What a file does to the process is undone after it.
 */
module.exports = class OneRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.left = {
      env: { ...process.env },
      console: globalThis.console,
      exit: process.exit,
      listeners: new Set(listenersOf(process).map(({ listener }) => listener)),
    };
  }

  getVmContext() {
    return this.global && HERE;
  }

  async teardown() {
    const { env, console, exit, listeners } = this.left;
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    Object.assign(process, { exit });
    Object.assign(globalThis, { console });
    for (const { event, listener } of listenersOf(process)) {
      if (!listeners.has(listener)) process.removeListener(event, listener);
    }
    this.global = null;
    await super.teardown();
  }
};

function listenersOf(emitter) {
  return emitter
    .eventNames()
    .flatMap((event) => emitter.rawListeners(event).map((listener) => ({ event, listener })));
}
