import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** A tiny src/ with one offence a file, so that each rule is known to bite; undefined: allowed, nothing may be reported. */
const cases: readonly (readonly [file: string, text: string, rule: string | undefined])[] = [
  ['src/core/up.ts', `import '../store/store.ts';`, 'room-core'],
  ['src/store/sideways.ts', `import '../assets/cache.ts';`, 'room-store'],
  ['src/media/type-up.ts', `import type { A } from '../library/query.ts';`, 'room-media'],
  ['src/library/models.ts', `import type { A } from '../families/model.ts';`, 'room-library'],
  ['src/library/media-value.ts', `import { A } from '../media/pixels.ts'; export const a = A;`, 'types-only-library'],
  ['src/library/media-type.ts', `import type { A } from '../media/pixels.ts'; export type B = A;`, undefined],
  ['src/families/clip/other-family.ts', `import '../hub/family.ts';`, 'room-families/clip'],
  ['src/families/clip/shared.ts', `import '../model.ts'; import '../../runtime/device.ts';`, undefined],
  ['src/rpc/worker-end.ts', `import '../worker/service.ts';`, 'room-rpc'],
  ['src/api/runtime-value.ts', `import { A } from '../runtime/device.ts'; export const a = A;`, 'types-only-api'],
  ['src/tasks/ask/page.ts', `import { A } from './worker.ts'; export const a = A;`, 'page-without-worker'],
  ['src/tasks/ask/worker-end.ts', `import type { A } from '../../worker/service.ts'; export type B = A;`, 'room-tasks'],
  ['src/api/worker-type.ts', `import type { A } from '../worker/service.ts'; export type B = A;`, undefined],
  ['src/worker/page-end.ts', `import '../api/library.ts';`, 'room-worker'],
  ['src/index.ts', `import './assets/cache.ts';`, 'roof-index'],
  ['src/store.ts', `import './worker/service.ts';`, 'roof-store'],
  ['src/assets/idb.ts', `import 'idb';`, 'owner-of-idb'],
  ['src/families/hub/ort.ts', `import 'onnxruntime-web/webgpu';`, 'owner-of-onnxruntime-web'],
  [
    'src/families/hub/hf.ts',
    `import type { Tensor } from '@huggingface/transformers'; export type T = Tensor;`,
    'owner-of-onnxruntime-web',
  ],
  ['src/state.ts', `export type { A } from './state/reaches-ort.ts';`, 'declarations-without-ort'],
  ['src/state/reaches-ort.ts', `import type { A } from '../runtime/ort.ts'; export type { A };`, undefined],
  ['src/attic/thing.ts', `import '../core/errors.ts';`, 'known-room'],
  ['src/core/utils.ts', `export const a = 1;`, undefined],
  ['src/core/uses-utils.ts', `import './utils.ts';`, 'no-shapeless-names'],
  ['src/core/node.ts', `import 'node:fs';`, 'no-node-in-the-page'],
  ['src/core/missing.ts', `import './nowhere.ts';`, 'no-unresolved'],
  ['src/core/ring-a.ts', `import { b } from './ring-b.ts'; export const a: unknown = b;`, 'no-cycles'],
  // A ring is reported once, at its first file.
  ['src/core/ring-b.ts', `import { a } from './ring-a.ts'; export const b: unknown = a;`, undefined],
  ['src/core/stands-on-test.ts', `import './some.test.ts';`, 'no-import-of-tests'],
  ['src/core/some.test.ts', `import '../store/store.ts';`, undefined],
  ['demo/inside.ts', `import '../src/core/errors.ts';`, 'demo-uses-the-package'],
  ['demo/features/grid/other-feature.ts', `import '../search/run-search.ts';`, 'demo-features-apart'],
  ['demo/features/grid/own-folder.ts', `import './rows/layout.ts'; import '../../state/route.ts';`, undefined],
  ['demo/features/grid/shell.ts', `import '../../app/shell.ts';`, 'demo-features'],
  ['demo/app/composes.ts', `import '../features/search/run-search.ts'; import './shell.ts';`, undefined],
  ['demo/state/feature.ts', `import '../features/search/run-search.ts';`, 'demo-state'],
  ['demo/state/shell.ts', `import '../app/shell.ts';`, 'demo-state'],
  ['demo/ui/state.ts', `import type { A } from '../state/route.ts'; export type B = A;`, 'demo-ui'],
  ['demo/i18n/state.ts', `import '../state/route.ts';`, 'demo-i18n'],
  ['demo/i18n/observable.ts', `import '../state/use-observable.ts';`, undefined],
];

const targets = [
  'src/core/errors.ts',
  'src/store/store.ts',
  'src/assets/cache.ts',
  'src/library/query.ts',
  'src/media/pixels.ts',
  'src/families/model.ts',
  'src/families/hub/family.ts',
  'src/runtime/device.ts',
  'src/runtime/ort.ts',
  'src/worker/service.ts',
  'src/tasks/ask/worker.ts',
  'src/api/library.ts',
  'demo/app/shell.ts',
  'demo/features/search/run-search.ts',
  'demo/features/grid/rows/layout.ts',
  'demo/state/route.ts',
  'demo/state/use-observable.ts',
];

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'onsight-rules-'));
const found = new Map<string, Set<string>>();

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(() => {
  for (const target of targets) write(target, `export const A = 1; export type A = number;`);
  for (const [file, text] of cases) write(file, text);
  write('tsconfig.json', '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const args = ['src', 'demo', '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'];
  const output = execFileSync(join(root, 'node_modules/.bin/depcruise'), args, { cwd: folder, maxBuffer: 2 ** 26 });
  // The shape of dependency-cruiser's JSON report; a different one fails the first test below.
  const cruise = JSON.parse(output.toString()) as Cruise;
  for (const { from, rule } of cruise.summary.violations) {
    found.set(from, (found.get(from) ?? new Set()).add(rule.name));
  }
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(cases)('%s: %s', (file, _text, rule) => {
  expect([...(found.get(file) ?? [])]).toEqual(rule === undefined ? [] : [rule]);
});
