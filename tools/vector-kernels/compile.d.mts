/** Compiles one file of this folder to WebAssembly; `more`: options of asc. */
export function compile(source: string, ...more: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
