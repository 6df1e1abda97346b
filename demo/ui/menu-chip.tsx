import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

/** A choice of a {@link MenuChip}. */
export interface MenuEntry {
  readonly text: string;
  /** Shown behind the text: a count. */
  readonly detail?: string;
  readonly isOn?: boolean;
  /** True for a part of the entry above it. */
  readonly isInset?: boolean;
  readonly choose: () => void;
}

/** Properties of {@link MenuChip}. */
export interface MenuChipProps {
  readonly label: string;
  readonly isOn?: boolean;
  readonly entries: readonly MenuEntry[];
  /** Below the entries. */
  readonly children?: ComponentChildren;
}

/** A chip that opens a list of choices. Arrows, Home and End move in it; Escape closes it. */
export function MenuChip({ label, isOn = false, entries, children }: MenuChipProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeOutside = ({ target }: Event): void => {
      if (!(target instanceof Node && frame.current?.contains(target) === true)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    frame.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'Escape') close();
    else if (event.target instanceof HTMLInputElement) return;
    else if (!moveFocus(frame.current, event.key)) return;
    event.preventDefault();
  };
  return (
    <div ref={frame} class="menu" onKeyDown={onKeyDown}>
      <button
        type="button"
        class={isOn ? 'chip chip--on menu__chip' : 'chip menu__chip'}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {label}
      </button>
      {isOpen ? (
        <div id={id} class="menu__panel" role="group" aria-label={label}>
          <ul>
            {entries.map((entry) => (
              <li key={entry.text} class={entry.isInset === true ? 'menu__inset' : undefined}>
                <button
                  type="button"
                  class="menu__entry"
                  aria-pressed={entry.isOn === true}
                  onClick={() => {
                    close();
                    entry.choose();
                  }}
                >
                  <span class="menu__text">{entry.text}</span>
                  {entry.detail === undefined ? null : <span class="menu__detail">{entry.detail}</span>}
                </button>
              </li>
            ))}
          </ul>
          {children}
        </div>
      ) : null}
    </div>
  );
}

function moveFocus(frame: HTMLElement | null, key: string): boolean {
  const buttons = [...(frame?.querySelectorAll<HTMLElement>('.menu__panel button') ?? [])];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const places: Partial<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const place = places[key];
  if (place === undefined || buttons.length === 0) return false;
  buttons.at(place % buttons.length)?.focus();
  return true;
}
