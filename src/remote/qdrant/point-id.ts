/**
 * The UUID under which Qdrant, which takes no other ids, keeps a row: the first 16 bytes of the id's SHA-256 as a
 * version 8 UUID (RFC 9562). The same id gives the same UUID everywhere.
 *
 * @example `await toPointId('a') // 'ca978112-ca1b-8dca-bac2-31b39a23dc4d'`
 */
export async function toPointId(id: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id)));
  const bytes = hash.slice(0, 16);
  bytes[6] = 0x80 | ((hash[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((hash[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
