import { useEffect, useState } from 'preact/hooks';
import { useObservable } from '../state/observable.ts';
import { session } from '../state/session.ts';

/** What the first use of the model will download; undefined until it is known. */
export function useModelCost(): { readonly missingBytes: number } | undefined {
  const current = useObservable(session);
  const [cost, setCost] = useState<{ readonly missingBytes: number }>();
  useEffect(() => {
    if (current.status !== 'ready') return;
    current.onsight.models.cost().then(
      ({ totalBytes, storedBytes }) => {
        setCost({ missingBytes: totalBytes - storedBytes });
      },
      () => undefined,
    );
  }, [current]);
  return cost;
}
