/** Compiles one file of this folder to WebAssembly. */
export function compile(source: string): Promise<Uint8Array<ArrayBuffer>>;
