/** The address of a repository's page, in front of its id. */
const address = /^(https?:\/\/)?(www\.)?(huggingface\.co|hf\.co)\//;
const id = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/** The id of a Hub repository in what was typed or pasted, an address too; undefined where there is none. */
export function toHubId(text: string): string | undefined {
  const [owner = '', name = ''] = text.trim().replace(address, '').split(/[/?#]/);
  const found = `${owner}/${name}`;
  return id.test(found) && !found.includes('..') ? found : undefined;
}
