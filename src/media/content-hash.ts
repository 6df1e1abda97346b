import { createSHA256 } from 'hash-wasm';

/** Files up to this size are hashed by the browser at once; larger ones are streamed. */
const onePieceBytes = 32 * 1024 * 1024;

/** SHA-256 of a file's content or a text, as 64 lower-case hex digits. */
export async function contentHash(content: Blob | string): Promise<string> {
  const isText = typeof content === 'string';
  // crypto.subtle is missing on pages without HTTPS.
  if ((isText || content.size <= onePieceBytes) && 'subtle' in crypto) {
    const bytes = isText ? new TextEncoder().encode(content) : await content.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  const source = isText ? new Blob([content]) : content;
  const hasher = await createSHA256();
  const reader = source.stream().getReader();
  for (let read = await reader.read(); read.value !== undefined; read = await reader.read()) hasher.update(read.value);
  return hasher.digest('hex');
}
