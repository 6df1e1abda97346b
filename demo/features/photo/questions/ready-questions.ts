import { isTextCaption } from '../../../state/library/caption-form.ts';
import { names } from './subjects.ts';

/** Questions that the page has at hand, in both languages. */
export type ReadyQuestion =
  'image' | 'animal' | 'animalCount' | 'people' | 'doing' | 'food' | 'vehicle' | 'colour' | 'outdoors';

const most = 5;

/** Examples of questions, the most particular first. */
const examples: readonly ReadyQuestion[] = ['doing', 'animalCount', 'food', 'vehicle', 'colour'];

/**
 * The questions that fit a photo, by what its caption names. An animal is only asked about where nobody is seen: models
 * answer with an animal whatever the photo shows.
 *
 * @param caption - undefined until it is known: then only what fits any photo
 * @param hasPeople - see `find-people.ts`; undefined until it is known
 */
export function readyQuestions(caption: string | undefined, hasPeople: boolean | undefined): readonly ReadyQuestion[] {
  if (caption === '' || (caption !== undefined && isTextCaption(caption))) return [];
  const text = caption ?? '';
  const found: ReadyQuestion[] = ['image'];
  if (names('person', text) || hasPeople === true) found.push('people', 'doing');
  else if (names('animal', text) && hasPeople === false) found.push('animal', 'animalCount');
  if (names('food', text)) found.push('food');
  if (names('vehicle', text)) found.push('vehicle');
  return [...found, 'colour', 'outdoors'].slice(0, most) as readonly ReadyQuestion[];
}

/** The ready question that says most about its photo: an example of what can be asked. */
export function exampleQuestion(ready: readonly ReadyQuestion[]): ReadyQuestion {
  return examples.find((question) => ready.includes(question)) ?? 'image';
}
