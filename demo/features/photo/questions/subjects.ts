import words from './subjects.json';

/** Kinds of subjects that questions are chosen by. */
export type Subject = 'person' | 'animal' | 'food' | 'vehicle';

const sets = new Map(
  (['person', 'animal', 'food', 'vehicle'] as const).map((subject) => [subject, new Set(words[subject].split(' '))]),
);

/** The words of a text that name a subject of one kind, in lower case. */
export function namesOf(subject: Subject, text: string): readonly string[] {
  const known = sets.get(subject);
  return (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => known?.has(word) === true);
}

/** Whether a text names a subject of a kind: "two giraffes" an animal. */
export function names(subject: Subject, text: string): boolean {
  return namesOf(subject, text).length > 0;
}
