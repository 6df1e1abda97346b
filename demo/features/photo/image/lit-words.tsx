import type { HeatMap, WordHeat } from 'onsight';
import type { JSX } from 'preact';
import { useObservable } from '../../../state/use-observable.ts';
import { chooseLight, lights, lit, passLight } from './spotlight.ts';

/** A text whose words show where the model looked for them: under the pointer, in focus, or chosen by a click. */
export function LitWords({ text, words }: { readonly text: string; readonly words: readonly WordHeat[] }): JSX.Element {
  return (
    <span role="group" aria-label={text}>
      {words.map(({ word, start, end, heat }, index) => (
        <span key={start}>
          {text.slice(words[index - 1]?.end ?? 0, start)}
          {heat === undefined ? word : <LitWord word={word} of={`word ${String(index)}`} heat={heat} />}
          {index === words.length - 1 ? text.slice(end) : ''}
        </span>
      ))}
    </span>
  );
}

function LitWord(light: { readonly word: string; readonly of: string; readonly heat: HeatMap }): JSX.Element {
  const on = useObservable(lights);
  const begin = (): void => {
    passLight(light);
  };
  const end = (): void => {
    passLight(undefined);
  };
  return (
    <button
      type="button"
      class={lit(on)?.of === light.of ? 'word word--on' : 'word'}
      aria-pressed={on.chosen?.of === light.of}
      onPointerEnter={begin}
      onPointerLeave={end}
      onFocus={begin}
      onBlur={end}
      onClick={() => {
        chooseLight(light);
      }}
    >
      {light.word}
    </button>
  );
}
