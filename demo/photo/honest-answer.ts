import type { Answer, RankedAnswer } from 'onsight';
import { names, namesOf } from './subjects.ts';

/** An answer as the page shows it. */
export interface HonestAnswer {
  /** Most probable first; none where nothing can be said. */
  readonly alternatives: readonly RankedAnswer[];
  /** `nothing` to see, a page of `text`, `unsure`, or `held` back because it would call a person an animal. */
  readonly doubt: 'nothing' | 'text' | 'unsure' | 'held' | undefined;
}

/** Less is not worth a line. */
const leastShown = 0.02;
/** A best answer below this is a guess: every wrong count in cases like "how many cars?" on giraffes was (0.44). */
const leastSure = 0.5;

/**
 * Leaves out what cannot be said honestly: an animal where a person is shown (unless the caption names both), answers
 * of less than 2 %; and says where the rest is only a guess.
 */
export function toHonestAnswer(answer: Answer, caption: string | undefined, hasPeople: boolean): HonestAnswer {
  if (answer.shows !== 'scene') return { alternatives: [], doubt: answer.shows };
  const named = names('person', caption ?? '') ? namesOf('animal', caption ?? '') : [];
  const isHeld = (text: string): boolean =>
    hasPeople && namesOf('animal', text).some((animal) => !named.includes(animal));
  const said = answer.alternatives.filter((each) => !isHeld(each.answer));
  const alternatives = said.filter(({ probability }) => probability >= leastShown);
  const best = alternatives[0];
  if (best === undefined) return { alternatives: said.slice(0, 0), doubt: hasPeople ? 'held' : 'unsure' };
  return { alternatives, doubt: best.probability < leastSure ? 'unsure' : undefined };
}

/** Whether any answer names an animal, so that it matters who is in the photo. */
export function namesAnimal({ alternatives }: Answer): boolean {
  return alternatives.some(({ answer }) => names('animal', answer));
}
