import words from './question-words.json';

const english = new Set(words.english.split(' '));
const foreign = new Set(words.foreign.split(' '));
/** Number of words from which a text without an English one is not English. */
const fewest = 3;

/**
 * Whether a question can be English: its letters are Latin, and of its small words more are English than German,
 * French, Spanish, Italian, Portuguese or Dutch. Short questions ("colour?") get the benefit of the doubt.
 */
export function mayBeEnglish(question: string): boolean {
  if (/(?=\p{L})\P{Script=Latin}/u.test(question)) return false;
  const spoken =
    question
      .toLowerCase()
      .normalize('NFC')
      .match(/\p{L}[\p{L}'’]*/gu) ?? [];
  const known = spoken.filter((word) => english.has(word)).length;
  const strange = spoken.filter((word) => foreign.has(word)).length;
  if (strange > 0 && strange >= known) return false;
  if (/[¿¡ß]/u.test(question)) return false;
  return known > 0 || spoken.length < fewest;
}
