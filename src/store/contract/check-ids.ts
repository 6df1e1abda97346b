import { describeValue } from './metadata-value.ts';

/** Ids as a list. @throws TypeError for anything else: taken for no ids, it would be a delete that does nothing */
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
