import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Screen = (props: { readonly code: string | undefined }) => JSX.Element;

/** Route of the screen that explains the page; its code is fetched on demand. */
export function HowRoute({ code }: { readonly code: string | undefined }): JSX.Element {
  const [Shown, setShown] = useState<Screen>();
  useEffect(() => {
    void import('./how-screen.tsx').then(({ HowScreen }) => {
      // A function in a setter would be called.
      setShown(() => HowScreen);
    });
  }, []);
  return <article class="page">{Shown === undefined ? null : <Shown code={code} />}</article>;
}
