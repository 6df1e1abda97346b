import { isChromium } from './is-chromium.ts';
import type { Tx } from './schema.ts';
import { unseal, type CodesRecord, type Sealed } from './sealed.ts';

/** Chromium stores values of at least this size in separate files. */
const fileBytes = 65_536;

/**
 * Record of the coarse codes of a segment. In Chromium large codes become a Blob: also one file, but read into one
 * buffer instead of three, and that dominates the time to open a large store. Other browsers were not measured, and
 * WebKit does not store Blobs in private windows.
 */
export function toCodesRecord({ bytes, checksum }: Sealed): CodesRecord {
  return { bytes: isChromium() && bytes.byteLength >= fileBytes ? new Blob([bytes]) : bytes, checksum };
}

/** Reads the coarse codes of a segment; undefined if they are missing or damaged. */
export async function readCodesRecord(tx: Tx, segment: number): Promise<ArrayBuffer | undefined> {
  const record = await tx.objectStore('codes').get(segment);
  return record?.bytes instanceof Blob ? keepActive(tx, readBytes(record)) : readBytes(record);
}

/** Number of files to read at a time. More are not faster, because allocating memory is what takes time. */
const filesAtOnce = 3;

/**
 * Reads the coarse codes of many segments and calls `onRead` for each, in any order. Stops reading if this ends early.
 */
export async function readCodesRecords<S extends { readonly number: number }>(
  tx: Tx,
  segments: readonly S[],
  onRead: (segment: S, bytes: ArrayBuffer | undefined) => void,
): Promise<void> {
  // In Chromium, request all records first: they are small, and a request made while files are read is answered late.
  // Elsewhere the value is the record itself.
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
      // Stop the other readers.
      isOver = true;
    }
  }
}

async function readBytes(record: CodesRecord | undefined): Promise<ArrayBuffer | undefined> {
  if (!(record?.bytes instanceof Blob)) return unseal(record as Sealed | undefined); // not a Blob: sealed bytes
  // Not as a stream into an existing buffer: in Chromium 156 about one in hundreds of such reads never ends.
  const bytes = await record.bytes.arrayBuffer().catch(undefinedIfGone);
  return unseal(bytes && { bytes, checksum: record.checksum });
}

/** Treats a Blob whose file is missing or truncated as damage. */
function undefinedIfGone(error: unknown): undefined {
  if (error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name)) return undefined;
  throw error;
}

/** The pending request that keeps each transaction active. */
const ticks = new WeakMap<Tx, Promise<unknown>>();

/**
 * Awaits work that is not a request of the transaction. A transaction commits as soon as it is idle, so it is kept busy
 * with small requests until the work is done.
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
