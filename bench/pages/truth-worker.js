// The exact nearest rows: a full scan of float32 vectors, in this worker.
import { answerCalls } from './answer-calls.js';
import { createMadeVectors, dims } from './made-vectors.js';

const k = 10;
/** Rows per block, so that a query stays in the processor's cache. */
const block = 256;

function dot(rows, at, query) {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < dims; i += 4) {
    a += rows[at + i] * query[i];
    b += rows[at + i + 1] * query[i + 1];
    c += rows[at + i + 2] * query[i + 2];
    d += rows[at + i + 3] * query[i + 3];
  }
  return a + b + c + d;
}

/** Inserts a row among the best, if it is one of them. */
function keep(best, id, score) {
  if (best.length === k && score <= best[k - 1].score) return;
  const at = best.findIndex((other) => other.score < score);
  best.splice(at === -1 ? best.length : at, 0, { id, score });
  best.length = Math.min(best.length, k);
}

answerCalls({
  query: (i) => [...createMadeVectors().query(i)],
  /** The ids of the ten rows nearest to each query, best first. */
  nearest({ rows, queries }) {
    const made = createMadeVectors();
    const asked = Array.from({ length: queries }, (_, i) => made.query(i));
    const best = asked.map(() => []);
    const held = new Float32Array(block * dims);
    for (let first = 0; first < rows; first += block) {
      const count = Math.min(block, rows - first);
      for (let i = 0; i < count; i += 1) held.set(made.row(first + i), i * dims);
      asked.forEach((query, q) => {
        for (let i = 0; i < count; i += 1) keep(best[q], first + i, dot(held, i * dims, query));
      });
    }
    return best.map((rows) => rows.map(({ id }) => id));
  },
});
