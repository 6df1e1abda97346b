import { describeValue } from './metadata-value.ts';

/** Returns ids as a list. @throws TypeError if invalid, because treating it as no ids would make a delete do nothing */
export function checkIds(ids: string | readonly string[]): readonly string[] {
  const given: unknown = ids;
  if (typeof given === 'string') return [given];
  if (!Array.isArray(given))
    throw new TypeError(`Expected \`ids\` to be an id or an array of ids, got ${describeValue(given)}.`);
  return given.map((id: unknown) => {
    if (typeof id === 'string') return id;
    throw new TypeError(`Expected an id to be a string, got ${describeValue(id)}.`);
  });
}
