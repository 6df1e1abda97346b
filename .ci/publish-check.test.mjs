import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { complaint, fieldsOf } from './publish-check.mjs';

const repository = 'https://example.org/owner/name';

test('refuses an address that is missing or is not one of a repository', () => {
  for (const wrong of ['', 'owner/name', 'https://example.org', `${repository}.git`, `${repository}/`])
    expect(complaint({ repository: wrong }, fieldsOf(wrong))).toContain('.ci/repository.json');
});

test('refuses a package.json that says something else', () => {
  expect(complaint({ repository }, {})).toMatch(/`repository` .*npm run set:repository/);
  expect(complaint({ repository }, { ...fieldsOf(repository), homepage: 'https://example.org' })).toMatch(/`homepage`/);
  expect(complaint({ repository }, fieldsOf(repository))).toBeUndefined();
});

test('is what npm runs before it publishes', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { repository: own } = JSON.parse(readFileSync('.ci/repository.json', 'utf8'));
  const { status } = spawnSync('npm', ['run', '--silent', 'prepublishOnly']);
  expect(scripts.prepublishOnly).toContain('publish-check.mjs');
  expect(status === 0).toBe(own !== '');
});
