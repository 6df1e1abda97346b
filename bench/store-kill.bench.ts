import { test } from '@playwright/test';
import { killRuns } from '../fixtures/store-kill/kill-runs.ts';

const kills = Number(process.env['KILLS'] ?? 200);

test(`a browser killed ${kills} times while it writes loses nothing that was acknowledged`, async () => {
  test.setTimeout(3_600_000);
  console.log(await killRuns(kills, Math.min(kills, 20)));
});
