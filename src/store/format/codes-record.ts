import { isChromium } from './is-chromium.ts';
import type { Tx } from './schema.ts';
import { unseal, type CodesRecord, type Sealed } from './sealed.ts';

/** From this size on Chromium keeps a value in a file of its own, whatever it is. */
const fileBytes = 65_536;

/**
 * What is stored for a first plane. In Chromium a large one is a Blob: the same file, but it is read into one new buffer
 * where a value takes three, and opening a large store is mostly that. Elsewhere that was not measured, and WebKit
 * stores no Blobs in private windows.
 */
export function toCodesRecord({ bytes, checksum }: Sealed): CodesRecord {
  return { bytes: isChromium() && bytes.byteLength >= fileBytes ? new Blob([bytes]) : bytes, checksum };
}

/** The first plane of a segment, or undefined where its bytes are missing or are not those that were stored. */
export async function readCodesRecord(tx: Tx, segment: number): Promise<ArrayBuffer | undefined> {
  const record = await tx.objectStore('codes').get(segment);
  return record?.bytes instanceof Blob ? keepActive(tx, readBytes(record)) : readBytes(record);
}

/** How many files are read at a time: more of them are no faster, since new memory is what takes time. */
const filesAtOnce = 3;

/** Reads the first planes of many segments, and hands in each, in any order. When this ends early, so does the reading. */
export async function readCodesRecords<S extends { readonly number: number }>(
  tx: Tx,
  segments: readonly S[],
  onRead: (segment: S, bytes: ArrayBuffer | undefined) => void,
): Promise<void> {
  // In Chromium all records first: they are small beside their files, and one that is asked for while files are read
  // comes late. A value is its record.
  const step = isChromium() ? segments.length : filesAtOnce;
  for (let from = 0; from < segments.length; from += step) {
    const asked = segments
      .slice(from, from + step)
      .map(async (segment) => [segment, await tx.objectStore('codes').get(segment.number)] as const);
    const queue = (await Promise.all(asked)).values();
    let isOver = false;
    const work = async (): Promise<void> => {
      for (const [segment, record] of queue) {
        onRead(segment, await readBytes(record));
        if (isOver) return;
      }
    };
    try {
      await keepActive(tx, Promise.all(Array.from({ length: filesAtOnce }, work)));
    } finally {
      // Nobody waits for the rest any more.
      isOver = true;
    }
  }
}

async function readBytes(record: CodesRecord | undefined): Promise<ArrayBuffer | undefined> {
  if (!(record?.bytes instanceof Blob)) return unseal(record as Sealed | undefined); // what is no Blob is as before
  // Not as a stream into memory that is there: in Chromium 156 one read of some hundreds then never ends.
  const bytes = await record.bytes.arrayBuffer().catch(undefinedIfGone);
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
  const asked = tx.objectStore('collection').getKey('state');
  ticks.set(tx, asked);
  const forget = (): void => {
    ticks.delete(tx);
  };
  asked.then(forget, forget);
  return asked;
}
