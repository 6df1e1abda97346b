import { createSHA256 } from 'hash-wasm';

const sliceBytes = 4 * 1024 * 1024;

/** SHA-256 of a blob as 64 lower-case hex digits. Reads slices to keep memory bounded. */
export async function sha256Of(blob: Blob, signal?: AbortSignal): Promise<string> {
  const hasher = await createSHA256();
  for (let start = 0; start < blob.size; start += sliceBytes) {
    signal?.throwIfAborted();
    hasher.update(new Uint8Array(await blob.slice(start, start + sliceBytes).arrayBuffer()));
  }
  return hasher.digest('hex');
}

/** SHA-256 of a text as 64 lower-case hex digits. */
export async function sha256OfText(text: string): Promise<string> {
  return (await createSHA256()).update(text).digest('hex');
}
