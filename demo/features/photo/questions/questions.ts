import { OnsightError, type Answer, type LoadProgress, type Onsight } from 'onsight';
import { isAbort } from '../../../i18n/error-text.ts';
import { messages } from '../../../i18n/language.ts';
import { announce } from '../../../state/announcement.ts';
import { observable, type WritableObservable } from 'onsight/state';
import { readySession } from '../../../state/session.ts';
import { captions } from '../../../state/library/captions.ts';
import { showsPeople } from './find-people.ts';
import { grantedThing, namesAnimal, toHonestAnswer, type HonestAnswer } from './honest-answer.ts';
import { leastMatch } from './thresholds.ts';
import { chooseLight } from '../image/spotlight.ts';

/** A question as the visitor sees it, and as the model is asked it where that is another language. */
export interface Question {
  readonly shown: string;
  readonly sent: string;
}

/** Whether it was asked where in the photo an answer was found; `nowhere` when the model does not say. */
type Where = 'not-asked' | 'looking' | 'known' | 'nowhere';

/** State of a question. */
export type Asked = Question &
  (
    | { readonly status: 'asking'; readonly loading: LoadProgress | undefined }
    | {
        readonly status: 'answered';
        readonly answer: Answer;
        readonly honest: HonestAnswer;
        readonly where: Where;
      }
    | { readonly status: 'failed'; readonly error: unknown }
  );

/** Questions about each photo in this visit, newest first. */
export const asked: WritableObservable<ReadonlyMap<string, readonly Asked[]>> = observable(new Map());

/** Number of answers that are ranked and shown. */
const alternatives = 4;

let current: AbortController | undefined;

/** Asks about a photo. A question that is still open is dropped for it. */
export async function askAbout(id: string, question: Question): Promise<void> {
  const signal = nextTurn(id);
  const show = (next: Asked): void => {
    if (!signal.aborted) put(id, next);
  };
  show({ ...question, status: 'asking', loading: undefined });
  try {
    const { onsight } = await readySession(signal);
    const answer = await onsight.ask(id, question.sent, {
      beams: alternatives,
      n: alternatives,
      signal,
      onProgress: (loading) => {
        show({ ...question, status: 'asking', loading });
      },
    });
    const caption = captions.value.get(id)?.text;
    // People are only looked for if an answer names an animal.
    const hasPeople = namesAnimal(answer) && (await showsPeople(onsight, id, caption, signal));
    const isAbsent = await lacks(onsight, id, grantedThing(question.sent, answer), signal);
    const honest = toHonestAnswer(answer, caption, { hasPeople, isAbsent });
    show({ ...question, status: 'answered', answer, honest, where: 'not-asked' });
    announce(honestInWords(honest));
  } catch (error) {
    if (!isAbort(error)) show({ ...question, status: 'failed', error });
  }
}

/** Whether a thing does not fit a photo, as far as a matching model can tell. */
async function lacks(onsight: Onsight, id: string, thing: string | undefined, signal: AbortSignal): Promise<boolean> {
  if (thing === undefined) return false;
  try {
    return (await onsight.match(id, `a ${thing}`, { signal })) < leastMatch;
  } catch (error) {
    // Not every model of questions comes with one that matches.
    if (OnsightError.is(error, 'unsupported-model')) return false;
    throw error;
  }
}

/** Text of an answer: the best one with its certainty. */
export function honestInWords({ alternatives, doubt }: HonestAnswer): string {
  const t = messages().photo;
  return [alternatives[0]?.answer, doubt === undefined ? undefined : t.doubts[doubt]]
    .filter((part) => part !== undefined)
    .join('. ');
}

/** Shows where in the photo an answer was found: it is asked once more, with an eye on the image. */
export async function locateAnswer(id: string, asking: Extract<Asked, { readonly status: 'answered' }>): Promise<void> {
  const signal = nextTurn(id);
  put(id, { ...asking, where: 'looking' });
  try {
    const { onsight } = await readySession(signal);
    const answer = await onsight.ask(id, asking.sent, {
      beams: alternatives,
      n: alternatives,
      explain: true,
      signal,
    });
    if (signal.aborted) return;
    const { heat } = answer;
    put(id, { ...asking, answer: { ...asking.answer, heat }, where: heat === undefined ? 'nowhere' : 'known' });
    if (heat !== undefined) chooseLight({ of: lightOf(asking), heat });
  } catch (error) {
    if (!isAbort(error)) put(id, { ...asking, status: 'failed', error });
  }
}

/** Drops the question that is open, because its photo is left. */
export function dropQuestion(id: string): void {
  nextTurn(id);
  current = undefined;
}

/** The name of an answer's light. */
export function lightOf({ sent }: Question): string {
  return `answer ${sent}`;
}

/** Ends what is open of a photo and takes it away, or back to where it was. */
function nextTurn(id: string): AbortSignal {
  current?.abort(new DOMException('Another question took its place.', 'AbortError'));
  current = new AbortController();
  const rest = (asked.value.get(id) ?? [])
    .filter(({ status }) => status !== 'asking')
    .map((each): Asked =>
      each.status === 'answered' && each.where === 'looking' ? { ...each, where: 'not-asked' } : each,
    );
  asked.set(new Map(asked.value).set(id, rest));
  return current.signal;
}

/** Puts a question in its place, on top where it is new or asked again. */
function put(id: string, next: Asked): void {
  const all = asked.value.get(id) ?? [];
  const isHere = all.some(({ sent }) => sent === next.sent);
  const list =
    next.status === 'asking' || !isHere
      ? [next, ...all.filter(({ sent }) => sent !== next.sent)]
      : all.map((each) => (each.sent === next.sent ? next : each));
  asked.set(new Map(asked.value).set(id, list));
}
