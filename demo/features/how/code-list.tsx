import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { announce } from '../../state/announcement.ts';
import { snippets } from './snippets.ts';

type Screen = keyof typeof snippets;

/** Code to copy of each screen. */
export function CodeList({ open }: { readonly open: string | undefined }): JSX.Element {
  const t = useMessages().how;
  // Written above with these keys.
  const screens = Object.keys(snippets) as Screen[];
  return (
    <section class="card" aria-label={t.code}>
      <h2>{t.code}</h2>
      <p class="muted">{t.codeLead}</p>
      {screens.map((screen) => (
        <Snippet key={screen} screen={screen} isAsked={screen === open} />
      ))}
    </section>
  );
}

function Snippet({ screen, isAsked }: { readonly screen: Screen; readonly isAsked: boolean }): JSX.Element {
  const t = useMessages().how;
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const { current } = details;
    if (!isAsked || current === null) return;
    current.open = true;
    current.querySelector('summary')?.focus({ preventScroll: true });
    current.scrollIntoView({ block: 'center' });
  }, [isAsked]);
  const code = snippets[screen];
  const [said, setSaid] = useState<'copied' | 'copyFailed'>();
  const say = (how: 'copied' | 'copyFailed'): void => {
    setSaid(how);
    announce(t[how]);
  };
  const copy = (): void => {
    navigator.clipboard.writeText(code).then(
      () => {
        say('copied');
      },
      () => {
        say('copyFailed');
      },
    );
  };
  const label = t[said ?? 'copy'];
  return (
    <details ref={details} class="snippet">
      <summary>{t.snippets[screen]}</summary>
      <button type="button" class="chip snippet__copy" aria-label={`${label}: ${t.snippets[screen]}`} onClick={copy}>
        {label}
      </button>
      <pre tabIndex={0} aria-label={t.snippets[screen]}>
        <code>{code}</code>
      </pre>
    </details>
  );
}
