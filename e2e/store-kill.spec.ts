import { test } from '@playwright/test';
import { killRuns } from '../fixtures/store-kill/kill-runs.ts';

test('a browser killed during a write loses nothing acknowledged', async () => {
  console.log(await killRuns(6, 3));
});
