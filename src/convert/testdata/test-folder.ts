import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Checkpoints written by tools/make_blip_checkpoints.py. */
export const checkpoints: string = join(import.meta.dirname, '../../../fixtures/blip/onsight-test');

/** Creates an empty folder that is deleted after the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-convert-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
