import type { Observable } from 'onsight/state';
import { useEffect, useState } from 'preact/hooks';

/** The value of `source` in a component, which renders again when it changes. */
export function useObservable<T>(source: Observable<T>): T {
  const [, render] = useState({});
  const shown = source.value;
  useEffect(() => {
    const show = (): void => {
      render({});
    };
    // It may have changed between the render and this effect.
    if (!Object.is(shown, source.value)) show();
    return source.subscribe(show);
  }, [source]);
  return shown;
}
