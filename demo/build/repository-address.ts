/** Web address of the repository that a package.json names; empty without one, and for one that is no web address. */
export function repositoryOf(packageJson: string): string {
  const parsed: unknown = JSON.parse(packageJson);
  const named = typeof parsed === 'object' && parsed !== null && 'repository' in parsed ? parsed.repository : undefined;
  const url = typeof named === 'object' && named !== null && 'url' in named ? named.url : named;
  const address = typeof url === 'string' ? url.replace(/^git\+/, '').replace(/\.git$/, '') : '';
  return address.startsWith('https://') ? address : '';
}
