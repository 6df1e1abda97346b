import { dotProducts, meanOf } from '../math/matrix.ts';
import { backgroundOf, ldaHead, prototypeHead, ridgeHead } from './closed-form.ts';
import { headLogits, type Examples, type Head, type LinearHead } from './head.ts';
import { adapterHead, cacheHead, linearHead, startBetween } from './trained.ts';

/** How a head is fitted; each is described where it is defined. */
export type HeadMethod =
  'auto' | 'prototype' | 'tip-adapter' | 'tip-adapter-f' | 'clip-adapter' | 'linear' | 'lda' | 'ridge';

/** Options of {@link fitHead}. */
export interface FitHeadOptions {
  /** @defaultValue `'auto'` */
  readonly method?: HeadMethod | undefined;
  /** Of the random start of `clip-adapter`. @defaultValue 0 */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Fewer background rows than this say little about the library. */
const leastBackground = 100;

/**
 * Fits a classifier to few labelled embeddings.
 *
 * `auto` is a linear head about the mean of the background, started between the class means and the words, and fitted
 * twice more with the ten background rows of each class that it is surest of.
 *
 * @throws RangeError if a class has no example
 */
export function fitHead(examples: Examples, { method = 'auto', seed = 0, signal }: FitHeadOptions = {}): Head {
  checkExamples(examples);
  const { dims, background, words } = examples;
  const abort = signal === undefined ? {} : { signal };
  const known = (): ReturnType<typeof backgroundOf> | undefined =>
    background === undefined || background.length < leastBackground * dims ? undefined : backgroundOf(background, dims);
  switch (method) {
    case 'auto':
      return autoHead(examples, signal);
    case 'prototype':
      return prototypeHead(examples);
    case 'tip-adapter':
      return cacheHead(examples, { trained: false, ...abort });
    case 'tip-adapter-f':
      return cacheHead(examples, { trained: true, ...abort });
    case 'clip-adapter':
      return adapterHead(examples, { seed, ...abort });
    case 'linear':
      return linearHead(examples, { start: wordsFit(examples) ? words : startBetween(examples, undefined), ...abort });
    case 'lda':
      return ldaHead(examples, known());
    case 'ridge':
      return ridgeHead(examples, known());
  }
}

/** True if the words alone name at least 60 % of the examples, or too few examples say anything about them. */
function wordsFit({ rows, classOf, words, dims }: Examples): boolean {
  if (classOf.length < 15) return true;
  const cosines = dotProducts(rows, words, dims);
  const classes = words.length / dims;
  const right = classOf.filter((own, row) => bestOf(cosines, row, classes) === own).length;
  return right >= 0.6 * classOf.length;
}

function autoHead(examples: Examples, signal: AbortSignal | undefined): LinearHead {
  const { dims, background, rows, classOf } = examples;
  const enough = background !== undefined && background.length >= leastBackground * dims;
  const centre = enough ? meanOf(background, dims) : undefined;
  let head = linearHead(examples, { start: startBetween(examples, centre), centre, signal });
  if (!enough) return head;
  for (let round = 0; round < 2; round += 1) {
    const sure = surest(head, background, 10);
    const more = { ...examples, rows: joined(rows, sure.rows), classOf: [...classOf, ...sure.classOf] };
    const sizes = (of: readonly number[], own: number): number => of.filter((other) => other === own).length;
    const weights = [
      ...classOf.map((own) => 1 / sizes(classOf, own)),
      ...sure.classOf.map((own) => 0.5 / sizes(sure.classOf, own)),
    ];
    head = linearHead(more, { start: startBetween(more, centre, weights), centre, weights, signal });
  }
  return head;
}

/** Background rows that a head is surest of: at most `most` per class, among those of which it is the best class. */
function surest(
  head: LinearHead,
  background: Float32Array,
  most: number,
): { readonly rows: Float32Array; readonly classOf: readonly number[] } {
  const { dims } = head;
  const logits = headLogits(head, background);
  const classes = head.bias.length;
  const rows = Array.from({ length: background.length / dims }, (_, row) => row);
  const picked = Array.from({ length: classes }, (_, own) =>
    rows
      .filter((row) => bestOf(logits, row, classes) === own)
      .sort((a, b) => logits[b * classes + own]! - logits[a * classes + own]! || a - b)
      .slice(0, most),
  );
  return {
    rows: joined(...picked.flat().map((row) => background.subarray(row * dims, (row + 1) * dims))),
    classOf: picked.flatMap((own, index) => own.map(() => index)),
  };
}

function bestOf(logits: Float32Array, row: number, classes: number): number {
  let best = 0;
  for (let each = 1; each < classes; each += 1)
    if (logits[row * classes + each]! > logits[row * classes + best]!) best = each;
  return best;
}

function joined(...parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function checkExamples({ dims, rows, classOf, words }: Examples): void {
  if (rows.length !== classOf.length * dims)
    throw new RangeError(`Expected one class per example; got ${rows.length / dims} examples and ${classOf.length}.`);
  const classes = words.length / dims;
  const missing = Array.from({ length: classes }, (_, own) => own).find((own) => !classOf.includes(own));
  if (missing !== undefined) throw new RangeError(`Expected examples of each class; class ${missing} has none.`);
}
