import type { WordHeat } from 'onsight';
import type { JSX } from 'preact';
import { useObservable } from '../state/observable.ts';
import { chooseLight, lights, lit, passLight, type Light } from './spotlight.ts';

/** A text whose words show where the model looked for them: under the pointer, in focus, or chosen by a click. */
export function LitWords({ text, words }: { readonly text: string; readonly words: readonly WordHeat[] }): JSX.Element {
  const on = useObservable(lights);
  const shown = lit(on)?.of;
  return (
    <span role="group" aria-label={text}>
      {words.map(({ word, start, end, heat }, index) => {
        const light: Light = { of: `word ${String(index)}`, heat };
        const before = text.slice(words[index - 1]?.end ?? 0, start);
        return (
          <span key={start}>
            {before}
            <button
              type="button"
              class={shown === light.of ? 'word word--on' : 'word'}
              aria-pressed={on.chosen?.of === light.of}
              onPointerEnter={() => {
                passLight(light);
              }}
              onPointerLeave={() => {
                passLight(undefined);
              }}
              onFocus={() => {
                passLight(light);
              }}
              onBlur={() => {
                passLight(undefined);
              }}
              onClick={() => {
                chooseLight(light);
              }}
            >
              {word}
            </button>
            {index === words.length - 1 ? text.slice(end) : ''}
          </span>
        );
      })}
    </span>
  );
}
