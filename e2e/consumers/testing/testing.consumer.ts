import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packAndInstall } from '../pack-and-install.ts';

const packages = ['vitest@4.1.12', 'jsdom@26.1.0', 'happy-dom@20.14.6', 'fake-indexeddb@6.2.8'];

test('an adopter tests a page with vitest, in Node, jsdom and happy-dom', () => {
  using consumer = packAndInstall();
  const options = ['--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', ['install', ...options, ...packages], { cwd: consumer.folder, stdio: 'inherit' });
  cpSync(join(import.meta.dirname, 'photos.test.js'), join(consumer.folder, 'photos.test.js'));
  for (const environment of ['node', 'jsdom', 'happy-dom']) {
    const args = ['vitest', 'run', '--environment', environment, '--reporter=json', 'photos.test.js'];
    const output = execFileSync('npx', args, { cwd: consumer.folder }).toString();
    // vitest's own report.
    const report = JSON.parse(output) as { numPassedTests: number; numFailedTests: number };
    expect([environment, report.numPassedTests, report.numFailedTests]).toEqual([environment, 2, 0]);
  }
});
