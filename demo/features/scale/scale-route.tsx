import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Where the scale screen goes: its code, with the store's, is not fetched before somebody comes here. */
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
