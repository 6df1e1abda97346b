import { test } from '@playwright/test';
import { killRuns } from './store/kill-runs.ts';

test('a browser killed while it writes loses nothing that was acknowledged', async () => {
  console.log(await killRuns(6, 3));
});
