import { useEffect, useState } from 'preact/hooks';
import { readySession } from '../../../state/session.ts';
import { showsPeople } from './find-people.ts';
import { names } from './subjects.ts';

/** Whether a photo shows people; undefined until it is known, and where it makes no difference to what is asked. */
export function usePeople(id: string, caption: string | undefined): boolean | undefined {
  const [hasPeople, setPeople] = useState<boolean>();
  useEffect(() => {
    setPeople(undefined);
    // Only an animal in the caption calls for a second look.
    if (caption === undefined || !names('animal', caption)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    readySession(signal)
      .then(({ onsight }) => showsPeople(onsight, id, caption, signal))
      .then(
        (found) => {
          if (!signal.aborted) setPeople(found);
        },
        // Without an answer nothing is asked about animals.
        () => undefined,
      );
    return () => {
      controller.abort();
    };
  }, [id, caption]);
  return hasPeople;
}
