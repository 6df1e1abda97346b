import { useEffect, useState } from 'preact/hooks';

/** True once `value` has been true for `delayMs`, restarted whenever `since` changes; false as soon as it is false. */
export function useDelayed(value: boolean, delayMs: number, since: unknown): boolean {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    setDue(false);
    if (!value) return undefined;
    const timer = setTimeout(() => {
      setDue(true);
    }, delayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, delayMs, since]);
  return value && isDue;
}
