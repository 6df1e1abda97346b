import { describeTransport, onThisThread, overChannel } from './testdata/transport-suite.ts';

describeTransport({ name: 'in-process', spawn: onThisThread, copies: false });
describeTransport({ name: 'MessageChannel', spawn: overChannel, copies: true });
describeTransport({
  name: 'Worker',
  spawn: () => new Worker('/fixtures/vitest-worker/shop-worker.ts', { type: 'module' }),
  copies: true,
});
