import { useEffect, useState } from 'preact/hooks';
import { session } from './session.ts';
import { useObservable } from './use-observable.ts';

/** Bytes of the model that reads text which are still to be downloaded; undefined while unknown. */
export function useTextModelBytes(): number | undefined {
  const current = useObservable(session);
  const [bytes, setBytes] = useState<number>();
  useEffect(() => {
    if (current.status !== 'ready') return;
    let isWanted = true;
    current.onsight.models.cost({ model: 'ocr', tasks: ['read-text'] }).then(
      ({ totalBytes, storedBytes }) => {
        if (isWanted) setBytes(totalBytes - storedBytes);
      },
      // Without a network the size stays unsaid; reading reports the reason.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [current]);
  return bytes;
}
