// `prepublishOnly`: refuses to publish until the owner has named the repository in repository.json, and until
// package.json says the same. `node .ci/publish-check.mjs --write` copies it there. npm resolves relative links of the
// README against it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Fields of package.json that follow from the repository's address. */
export function fieldsOf(repository) {
  return {
    repository: { type: 'git', url: `git+${repository}.git` },
    homepage: `${repository}#readme`,
    bugs: { url: `${repository}/issues` },
  };
}

/** Complaint about a package that is not ready to be published; undefined if it is. */
export function complaint({ repository }, manifest) {
  if (!/^https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(repository) || repository.endsWith('.git'))
    return `Expected \`repository\` in .ci/repository.json to be the https address of the repository, got \`${repository}\`.`;
  const differs = Object.entries(fieldsOf(repository)).find(
    ([name, value]) => JSON.stringify(manifest[name]) !== JSON.stringify(value),
  );
  return differs && `\`${differs[0]}\` in package.json is not that of .ci/repository.json. Run: npm run set:repository`;
}

function main() {
  const readJson = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  const own = readJson('repository.json');
  const manifest = readJson('../package.json');
  if (process.argv.includes('--write') && own.repository !== '') {
    Object.assign(manifest, fieldsOf(own.repository));
    writeFileSync(new URL('../package.json', import.meta.url), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const found = complaint(own, manifest);
  if (found === undefined) return;
  console.error(found);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
