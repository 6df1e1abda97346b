// One value in IndexedDB, for peers that can be serialised but do not store anything themselves.

const settled = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

async function database(name) {
  const request = globalThis.indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('values');
  return settled(request);
}

/** Resolves when the value is on disk. */
export async function writeDurably(name, value) {
  const db = await database(name);
  await new Promise((done, fail) => {
    const transaction = db.transaction('values', 'readwrite', { durability: 'strict' });
    transaction.objectStore('values').put(value, 'index');
    transaction.oncomplete = () => done();
    transaction.onabort = () => fail(transaction.error);
  });
  db.close();
}

/** The last written value, or undefined. */
export async function readValue(name) {
  const db = await database(name);
  const value = await settled(db.transaction('values').objectStore('values').get('index'));
  db.close();
  return value;
}
