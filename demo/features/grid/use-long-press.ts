import type { TargetedPointerEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** As long as Android and iOS wait. */
const holdMs = 500;
/** A finger that moves further scrolls. */
const slopPx = 10;

/** Handlers of a long press. */
export interface LongPress {
  readonly onPointerDown: (event: TargetedPointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: TargetedPointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onContextMenu: (event: Event) => void;
  /** True once for the click that the release of a long press brings. */
  readonly takesClick: () => boolean;
}

/** Calls `onHold` with the element under a resting finger or pen. A mouse is ignored. */
export function useLongPress(onHold: (target: EventTarget | null) => void): LongPress {
  const press = useRef<{ readonly timer: number; readonly x: number; readonly y: number }>(undefined);
  const isHeld = useRef(false);
  const end = (): void => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  useEffect(() => end, []);
  return {
    onPointerDown: (event) => {
      end();
      isHeld.current = false;
      if (event.pointerType === 'mouse' || !event.isPrimary) return;
      const { target, clientX: x, clientY: y } = event;
      const timer = window.setTimeout(() => {
        isHeld.current = true;
        press.current = undefined;
        onHold(target);
      }, holdMs);
      press.current = { timer, x, y };
    },
    onPointerMove: ({ clientX, clientY }) => {
      if (press.current === undefined) return;
      if (Math.hypot(clientX - press.current.x, clientY - press.current.y) > slopPx) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    onContextMenu: (event) => {
      // The menu of an image would cover what was just selected.
      if (isHeld.current || press.current !== undefined) event.preventDefault();
    },
    takesClick: () => {
      const takes = isHeld.current;
      isHeld.current = false;
      return takes;
    },
  };
}
