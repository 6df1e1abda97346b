// The worker of stores from its sources, for tests that vitest serves.
import '../../src/store-worker.ts';
