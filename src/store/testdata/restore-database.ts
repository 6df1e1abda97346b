/** A database as it was written to a JSON file: what JSON cannot say is tagged. */
export interface DatabaseDump {
  readonly name: string;
  readonly version: number;
  readonly stores: Readonly<Record<string, { readonly records: readonly (readonly unknown[])[] }>>;
}

/** Makes a database with exactly the records of a dump, under `name`. */
export async function restoreDatabase(dump: DatabaseDump, name = dump.name): Promise<void> {
  const request = indexedDB.open(name, dump.version);
  request.onupgradeneeded = (): void => {
    for (const [store, { records }] of Object.entries(dump.stores)) {
      const target = request.result.createObjectStore(store);
      for (const [key, value] of records) target.put(revive(value), key as IDBValidKey); // as they were dumped
    }
  };
  await new Promise<void>((resolve, reject) => {
    request.onsuccess = (): void => {
      request.result.close();
      resolve();
    };
    request.onerror = (): void => {
      reject(request.error ?? new Error('The database could not be restored.'));
    };
  });
}

/** A value of a dump as it was before. */
export function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const bytes = (text: unknown): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(String(text)), (c) => c.charCodeAt(0));
  if ('$date' in value) return new Date(Number(value.$date));
  if ('$blob' in value) return new Blob([bytes(value.$blob)]);
  if ('$buffer' in value) return bytes(value.$buffer).buffer;
  if ('$undefined' in value) return undefined;
  if ('$view' in value && 'bytes' in value) {
    const { buffer } = bytes(value.bytes);
    return value.$view === 'Float32Array' ? new Float32Array(buffer) : new Uint8Array(buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, revive(entry)]));
}
