import { isChromium } from './is-chromium.ts';
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
  return { bytes: isChromium() && bytes.byteLength >= fileBytes ? new Blob([bytes]) : bytes, checksum };
}

/** The bytes, or undefined where they are missing or are not those that were stored. The transaction stays active. */
export async function readFirstPlaneRecord(
  tx: Tx,
  record: FirstPlaneRecord | undefined,
): Promise<ArrayBuffer | undefined> {
  if (!(record?.bytes instanceof Blob)) return unseal(record as Sealed | undefined); // what is no Blob is as before
  // Not as a stream into memory that is there: in Chromium 156 one read of some hundreds then never ends.
  const bytes = await keepActive(tx, record.bytes.arrayBuffer().catch(undefinedIfGone));
  return unseal(bytes && { bytes, checksum: record.checksum });
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
