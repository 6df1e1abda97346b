/**
 * Characters by their class, from a file with one per line. Class 0 is the blank between characters, the last one a
 * space. Lines are not trimmed, because a character may itself be white space.
 */
export function toDictionary(file: string): readonly string[] {
  const lines = file.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  return ['', ...lines, ' '];
}
