// Functions that blip.bench.ts calls in its page: our captions and answers by the public API, the others in workers of
// their own.
import { createOnsight } from '/dist/index.js';

const photo = await (await fetch('/samples/golden-retriever-panting.jpg')).blob();
const models = new Map();
const workers = new Map();
let count = 0;

// A byte after the end of a JPEG makes it another file with the same image, so nothing is cached.
const unseen = () => new File([photo, `#${(count += 1)}`], 'photo.jpg', { type: 'image/jpeg' });
// With greedy search it only changes the key of the cached result.
const unasked = () => ({ lengthPenalty: 1 + (count += 1) / 1e6 });

async function timed(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

globalThis.bench = {
  async open(model) {
    const onsight = await createOnsight({ model, device: 'wasm', modelsUrl: '/models/' });
    await onsight.load();
    models.set(model, { onsight, photo: unseen() });
  },
  async close(model) {
    await models.get(model).onsight.dispose();
    models.delete(model);
  },
  // A new image.
  caption: (model, tokens, beams = 1) =>
    timed(() => models.get(model).onsight.caption(unseen(), { beams, minNewTokens: tokens, maxNewTokens: tokens })),
  // An image with cached states: only the decoder runs.
  decode(model, tokens, beams = 1) {
    const { onsight, photo } = models.get(model);
    return timed(() => onsight.caption(photo, { beams, minNewTokens: tokens, maxNewTokens: tokens, ...unasked() }));
  },
  // Time of this many tokens, at the rate from the first to the last.
  async stream(model, tokens) {
    const { onsight, photo } = models.get(model);
    const stream = onsight.captionStream(photo, { minNewTokens: tokens, maxNewTokens: tokens, ...unasked() });
    const steps = stream[Symbol.asyncIterator]();
    const times = [];
    while (!(await steps.next()).done) times.push(performance.now());
    return ((times.at(-1) - times[0]) * tokens) / (times.length - 1);
  },
  async questions(model) {
    const { onsight } = models.get(model);
    const picture = unseen();
    const first = await timed(() => onsight.ask(picture, 'what animal is it?'));
    return [first, await timed(() => onsight.ask(picture, 'what color is it?'))];
  },
  start: (url) =>
    new Promise((done, fail) => {
      const worker = new globalThis.Worker(url, { type: 'module' });
      worker.onmessage = () => done(workers.set(url, worker) && undefined);
      worker.onerror = (event) => fail(new Error(event.message));
    }),
  ask: (url, message) =>
    new Promise((done, fail) => {
      const worker = workers.get(url);
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = (event) => fail(new Error(event.message));
      worker.postMessage(message);
    }),
};
