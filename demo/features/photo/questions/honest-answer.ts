import type { Answer, RankedAnswer } from 'onsight';
import { names, namesOf } from './subjects.ts';
import { leastSure } from './thresholds.ts';

/** An answer as the page shows it. */
export interface HonestAnswer {
  /** Most probable first; none where nothing can be said. */
  readonly alternatives: readonly RankedAnswer[];
  /** `nothing` to see, a page of `text`, `unsure`, or `held` back because it would call a person an animal. */
  readonly doubt: 'nothing' | 'text' | 'unsure' | 'held' | undefined;
}

/** Less is not worth a line. */
const leastShown = 0.02;

/** Facts about the photo besides the answer. */
export interface Seen {
  readonly hasPeople: boolean;
  /** Whether the thing that the answer takes for granted does not fit the photo. */
  readonly isAbsent: boolean;
}

/**
 * Leaves out what cannot be said honestly: an animal where a person is shown (unless the caption names both), answers
 * of less than 2 %; and says where the rest is only a guess.
 */
export function toHonestAnswer(answer: Answer, caption: string | undefined, seen: Seen): HonestAnswer {
  const { hasPeople, isAbsent } = seen;
  if (answer.shows !== 'scene') return { alternatives: [], doubt: answer.shows };
  const named = names('person', caption ?? '') ? namesOf('animal', caption ?? '') : [];
  const isHeld = (text: string): boolean =>
    hasPeople && namesOf('animal', text).some((animal) => !named.includes(animal));
  const said = answer.alternatives.filter((each) => !isHeld(each.answer));
  const alternatives = said.filter(({ probability }) => probability >= leastShown);
  const best = alternatives[0];
  if (best === undefined) return { alternatives: said.slice(0, 0), doubt: hasPeople ? 'held' : 'unsure' };
  return { alternatives, doubt: isAbsent || best.probability < leastSure ? 'unsure' : undefined };
}

/** Whether any answer names an animal, so that it matters who is in the photo. */
export function namesAnimal({ alternatives }: Answer): boolean {
  return alternatives.some(({ answer }) => names('animal', answer));
}

const counted = /^how many (\p{L}+)/iu;
const affirmed = /^(?:is|are) (?:it|this|that|they|these|those|there) (?:an?|any|some) (\p{L}+)/iu;

/**
 * The thing that an answer takes for granted: "cars" where some were counted, "dog" where "is it a dog?" was affirmed.
 * Models say yes to much; whether the thing fits the photo is another question, which the matching model answers.
 * People are found in another way (`find-people.ts`).
 */
export function grantedThing(question: string, { answer }: Answer): string | undefined {
  const isNone = /^(?:0|no|none|zero)$/i.test(answer);
  const [, thing] = counted.exec(question.trim()) ?? affirmed.exec(question.trim()) ?? [];
  if (thing === undefined || isNone || names('person', thing) || /^(?:animals?|things?|objects?)$/i.test(thing))
    return undefined;
  return thing.toLowerCase().replace(/(?<=[^s])s$/, '');
}
