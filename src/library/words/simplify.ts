import { simplified, traditional } from './traditional-characters.ts';

const simplifiedOf = new Map(Array.from(traditional, (character, i) => [character, simplified[i] ?? character]));
const han = /\p{Script=Han}/u;

/** The text with simplified Chinese characters for traditional ones, one by one: offsets stay valid. */
export function simplify(text: string): string {
  if (!han.test(text)) return text;
  return Array.from(text, (character) => simplifiedOf.get(character) ?? character).join('');
}
