import type { Tx } from './schema.ts';
import { unseal, type FirstPlaneRecord, type Sealed } from './sealed.ts';

/** From this size on Chromium keeps a value in a file of its own, whatever it is. */
const fileBytes = 65_536;

/**
 * What is stored for a first plane. In Chromium a large one is a Blob: the same file, but it is read into one new buffer
 * where a value takes three, and opening a large store is mostly that. Elsewhere that was not measured, and WebKit
 * stores no Blobs in private windows.
 */
export function toFirstPlaneRecord({ bytes, checksum }: Sealed): FirstPlaneRecord {
  const isChromium = 'userAgentData' in navigator;
  return { bytes: isChromium && bytes.byteLength >= fileBytes ? new Blob([bytes]) : bytes, checksum };
}

/**
 * The bytes, or undefined where they are missing or are not those that were stored. The transaction stays active. They may
 * lie in `spare`, which is of no use afterwards.
 */
export async function readFirstPlaneRecord(
  tx: Tx,
  record: FirstPlaneRecord | undefined,
  spare?: ArrayBuffer,
): Promise<ArrayBuffer | undefined> {
  if (!(record?.bytes instanceof Blob)) return unseal(record as Sealed | undefined); // what is no Blob is as before
  const bytes = await keepActive(tx, readBlob(record.bytes, spare).catch(undefinedIfGone));
  return unseal(bytes && { bytes, checksum: record.checksum });
}

/** The bytes of a Blob, in `spare` where that is just large enough: new memory takes longer than what is read into it. */
async function readBlob(blob: Blob, spare: ArrayBuffer | undefined): Promise<ArrayBuffer> {
  const reader = spare?.byteLength === blob.size ? byobReader(blob) : undefined;
  if (spare === undefined || reader === undefined) return blob.arrayBuffer();
  let bytes = spare;
  let at = 0;
  while (at < blob.size) {
    // The buffer goes to the browser and comes back as another object.
    const { value, done } = await reader.read(new Uint8Array(bytes, at));
    if (value === undefined) return blob.arrayBuffer();
    bytes = value.buffer;
    at += value.byteLength;
    if (done) break;
  }
  void reader.cancel().catch(() => undefined);
  return at === blob.size ? bytes : bytes.slice(0, at);
}

function byobReader(blob: Blob): ReadableStreamBYOBReader | undefined {
  try {
    return blob.stream().getReader({ mode: 'byob' });
  } catch {
    // A browser whose Blobs do not stream bytes.
    return undefined;
  }
}

/** A Blob whose file is gone or cut is damage like any other. */
function undefinedIfGone(error: unknown): undefined {
  if (error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name)) return undefined;
  throw error;
}

/** The request that each transaction is kept active with, while there is one. */
const ticks = new WeakMap<Tx, Promise<unknown>>();

/**
 * Awaits something that is no request of the transaction. A transaction ends when it has nothing to do, and can be asked
 * for more only in answer to a request: so it is asked for something until the work is done.
 */
async function keepActive<T>(tx: Tx, work: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const end = (): void => {
    state.isDone = true;
  };
  work.then(end, end);
  while (!state.isDone) await tick(tx);
  return work;
}

function tick(tx: Tx): Promise<unknown> {
  const known = ticks.get(tx);
  if (known !== undefined) return known;
  const asked = tx.objectStore('codes').getAllKeys();
  ticks.set(tx, asked);
  const forget = (): void => {
    ticks.delete(tx);
  };
  asked.then(forget, forget);
  return asked;
}
