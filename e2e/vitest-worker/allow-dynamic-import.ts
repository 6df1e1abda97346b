// Vitest rewrites every `import()` that it serves into a call of its page's runner, which a worker does not have; ORT
// and transformers.js are loaded by such imports.
Reflect.set(globalThis, '__vitest_browser_runner__', {
  wrapDynamicImport: (load: () => Promise<unknown>): Promise<unknown> => load(),
});
