import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openQdrantStore } from './open-qdrant-store.ts';
import { toPointId } from './point-id.ts';

/**
 * Requests to Qdrant and its responses according to its OpenAPI description. Tests against a real server run if
 * QDRANT_URL is set: see docs/remote.md.
 */
interface Request {
  readonly call: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}
type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

let requests: Request[] = [];
let answers: Answer[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    requests.push({ call: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.headers, body });
    const [status, answer, headers] = answers.shift() ?? [500, {}];
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
  });
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server has an address of this kind.
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => server.close());
beforeEach(() => {
  requests = [];
  answers = [];
});

const ok = (result: unknown): Answer => [200, { result, status: 'ok', time: 0 }];
const info = ok({ config: { params: { vectors: { size: 2, distance: 'Euclid' } } } });

async function open(): ReturnType<typeof openQdrantStore> {
  answers.push(ok({ exists: true }), info);
  const store = await openQdrantStore({
    url: `${url}/behind/`,
    collection: 'a b',
    dims: 2,
    metric: 'euclidean',
    apiKey: 'key',
    headers: { 'x-team': 't' },
    retryDelayMs: 1,
  });
  requests = [];
  return store;
}

test('a collection is made with its distance, key and headers', async () => {
  answers.push(
    ok({ exists: false }),
    ok(true),
    ok({ config: { params: { vectors: { size: 2, distance: 'Cosine' } } } }),
  );
  await openQdrantStore({
    url: `${url}/behind/`,
    collection: 'a b',
    dims: 2,
    apiKey: 'key',
    headers: { 'x-team': 't' },
  });
  expect(requests.map(({ call }) => call)).toEqual([
    'GET /behind/collections/a%20b/exists',
    'PUT /behind/collections/a%20b',
    'GET /behind/collections/a%20b',
  ]);
  expect(requests[1]?.body).toEqual({
    vectors: { size: 2, distance: 'Cosine' },
    metadata: { 'onsight:model': '' },
  });
  for (const { headers } of requests) expect(headers).toMatchObject({ 'api-key': 'key', 'x-team': 't' });
});

test('names a mismatch of size, distance or model', async () => {
  answers.push(ok({ exists: true }), info);
  const options = { url, collection: 'c', dims: 3, metric: 'euclidean' } as const;
  await expect(openQdrantStore(options)).rejects.toMatchObject({ code: 'dimension-mismatch' });
  answers.push(ok({ exists: true }), info);
  await expect(openQdrantStore({ ...options, dims: 2, metric: 'dot' })).rejects.toMatchObject({ code: 'store-failed' });
  const vectors = { size: 3, distance: 'Euclid' };
  answers.push(ok({ exists: true }), ok({ config: { params: { vectors }, metadata: { 'onsight:model': 'm' } } }));
  await expect(openQdrantStore(options)).rejects.toMatchObject({ code: 'model-mismatch', details: { expected: 'm' } });
});

test('sends rows as points without replacing existing ones', async () => {
  const store = await open();
  answers.push(ok([{ id: await toPointId('old'), payload: { '@id': 'old' } }]), ok({ status: 'completed' }));
  const rows = [
    { id: 'old', vector: [1, 1] },
    { id: 'new', vector: [3, 4], metadata: { year: 2020, tags: ['a'], at: new Date(5) } },
  ];
  expect(await store.addMany(rows)).toEqual({ added: ['new'], existing: ['old'] });
  expect(requests.map(({ call }) => call)).toEqual([
    'POST /behind/collections/a%20b/points',
    'PUT /behind/collections/a%20b/points?wait=true',
  ]);
  expect(requests[0]?.body).toEqual({
    ids: [await toPointId('old'), await toPointId('new')],
    with_vector: false,
    with_payload: { include: ['"@id"'] },
  });
  expect(requests[1]?.body).toMatchObject({
    update_mode: 'insert_only',
    points: [
      {
        id: await toPointId('new'),
        vector: [3, 4],
        payload: {
          '@id': 'new',
          year: 2020,
          'tags@list': ['a'],
          'at@date': 5,
          '@kinds': ['year=number', 'tags=string[]', 'at=date'],
          '@modality': 'image',
        },
      },
    ],
  });
});

test('a search is exact, carries its filter, and negates distances', async () => {
  const store = await open();
  const payload = { '@id': 'x', year: 2020, '@kinds': ['year=number'], '@modality': 'text', '@addedAt': 3 };
  answers.push(ok([{ points: [{ id: 'u', version: 0, score: 2.5, payload, vector: [1, 2] }] }]));
  const filter = { year: { gte: 2020, ne: 2021 }, or: [{ name: 'a' }, { at: new Date(7) }], 'a.b': { exists: false } };
  const found = await store.search([1, 1], { filter, limit: 3, include: ['metadata', 'vector', 'addedAt'] });
  expect(found).toEqual([
    { id: 'x', score: -2.5, metadata: { year: 2020 }, vector: Float32Array.of(1, 2), addedAt: 3 },
  ]);
  expect(requests[0]?.call).toBe('POST /behind/collections/a%20b/points/query/batch');
  const missing = ['string', 'number', 'boolean', 'date', 'string[]'].map((type) => ({
    key: '"@kinds"',
    match: { value: `a.b=${type}` },
  }));
  expect(requests[0]?.body).toEqual({
    searches: [
      {
        query: [1, 1],
        limit: 3,
        params: { exact: true },
        with_vector: true,
        with_payload: { exclude: ['"@thumbnail"'] },
        filter: {
          must: [
            {
              must: [
                { key: '"year"', range: { gte: 2020 } },
                { must_not: [{ key: '"year"', range: { gte: 2021, lte: 2021 } }] },
              ],
            },
            {
              should: [
                {
                  should: [
                    { key: '"name"', match: { value: 'a' } },
                    { key: '"name@fold"', match: { value: 'a' } },
                  ],
                },
                { key: '"at@date"', range: { gte: 7, lte: 7 } },
              ],
            },
            { must_not: [{ should: missing }] },
          ],
        },
      },
    ],
  });
});

test('a scan follows the offsets of the server to its end', async () => {
  const store = await open();
  const point = (id: string): object => ({ id, payload: { '@id': id } });
  answers.push(
    ok({ points: [point('a'), point('b')], next_page_offset: 'uuid-c' }),
    ok({ points: [point('c')], next_page_offset: null }),
  );
  const ids: string[] = [];
  for await (const { id } of store.scan({ include: [] })) ids.push(id);
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(requests.map(({ body }) => (body as { offset?: string }).offset)).toEqual([undefined, 'uuid-c']);
});

test('retries a busy server after the delay it names, and reports the text of a refusal', async () => {
  const store = await open();
  answers.push([429, {}, { 'retry-after': '0' }], [503, {}], ok({ count: 4 }));
  expect(await store.count()).toBe(4);
  expect(requests).toHaveLength(3);
  answers.push([400, { status: { error: 'Index required but not found for "year"' } }]);
  await expect(store.count({ year: 1 })).rejects.toMatchObject({
    code: 'remote-failed',
    details: { status: 400, reason: 'Index required but not found for "year"' },
  });
});

test('ids are UUIDs of version 8 that depend on nothing but the id', async () => {
  expect(await toPointId('a')).toBe('ca978112-ca1b-8dca-bac2-31b39a23dc4d');
  expect(await toPointId('b')).not.toBe(await toPointId('a'));
});
