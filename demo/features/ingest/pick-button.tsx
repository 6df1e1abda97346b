import type { ComponentChildren, JSX } from 'preact';
import { openPicker, type PickerKind } from './file-inputs.tsx';

/** Properties of {@link PickButton}. */
export interface PickButtonProps {
  readonly kind: PickerKind;
  readonly class: string;
  /** For buttons that show an icon only. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A button that opens the browser's own picker. */
export function PickButton({ kind, class: name, label, children }: PickButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={name}
      {...(label === undefined ? {} : { 'aria-label': label, title: label })}
      onClick={() => {
        void openPicker(kind);
      }}
    >
      {children}
    </button>
  );
}
