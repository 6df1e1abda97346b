import { expect, test } from 'vitest';
import { repositoryOf } from './repository-address.ts';

test('reads the web address of a repository, and invents none', () => {
  const url = 'git+https://example.org/owner/name.git';
  expect(repositoryOf(JSON.stringify({ repository: { type: 'git', url } }))).toBe('https://example.org/owner/name');
  expect(repositoryOf(JSON.stringify({ repository: 'https://example.org/a' }))).toBe('https://example.org/a');
  for (const none of [{}, { repository: '' }, { repository: { url: 'javascript:alert(1)' } }])
    expect(repositoryOf(JSON.stringify(none))).toBe('');
});
