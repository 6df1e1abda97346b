import { test } from '@playwright/test';
import { killRuns } from '../fixtures/store-kill/kill-runs.ts';

test('a browser killed while it writes loses nothing that was acknowledged', async () => {
  console.log(await killRuns(6, 3));
});
