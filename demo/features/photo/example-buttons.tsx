import type { JSX } from 'preact';
import { useMessages } from '../../i18n/language.ts';
import { examplesOf, takesExample, type ExampleSide } from '../../state/examples.ts';
import { isEmpty, searchQuery } from '../../state/search-state.ts';
import { useObservable } from '../../state/use-observable.ts';

/** Properties of {@link ExampleButtons}. */
interface ExampleButtonsProps {
  readonly id: string;
  readonly onExample: (id: string, side: ExampleSide) => void;
}

/** Makes the results more or less like a photo. */
export function ExampleButtons({ id, onExample }: ExampleButtonsProps): JSX.Element | null {
  const t = useMessages().examples;
  const query = useObservable(searchQuery);
  const examples = examplesOf(query);
  // Without a search, "similar to this" begins one.
  if (isEmpty(query)) return null;
  return (
    <>
      {(['more', 'less'] as const).map((side) => {
        const isOn = examples[side].includes(id);
        if (!isOn && !takesExample(query, side)) return null;
        return (
          <button
            key={side}
            type="button"
            class={isOn ? 'chip chip--on' : 'chip'}
            aria-pressed={isOn}
            onClick={() => {
              onExample(id, side);
            }}
          >
            {t[side]}
          </button>
        );
      })}
    </>
  );
}
