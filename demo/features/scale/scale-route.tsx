import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Route of the scale screen; its code and the store's are fetched on demand. */
export function ScaleRoute(): JSX.Element {
  const [Screen, setScreen] = useState<() => JSX.Element>();
  useEffect(() => {
    void import('./scale-screen.tsx').then(({ ScaleScreen }) => {
      // A function in a setter would be called.
      setScreen(() => ScaleScreen);
    });
  }, []);
  return <article class="page">{Screen === undefined ? null : <Screen />}</article>;
}
