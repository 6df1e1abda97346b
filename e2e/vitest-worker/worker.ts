// The worker from its sources, for tests that vitest serves.
import './allow-dynamic-import.ts';
import '../../src/worker.ts';
