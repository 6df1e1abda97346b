import { useEffect, useState } from 'preact/hooks';

/** True once `value` has been true for `delayMs`; false as soon as it is false. */
export function useDelayed(value: boolean, delayMs: number): boolean {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    if (!value) {
      setDue(false);
      return undefined;
    }
    const timer = setTimeout(() => {
      setDue(true);
    }, delayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, delayMs]);
  return value && isDue;
}
