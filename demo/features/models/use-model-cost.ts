import { useEffect, useState } from 'preact/hooks';
import { costOfAll } from '../../state/model-needs.ts';
import { useObservable } from '../../state/use-observable.ts';
import { session } from '../../state/session.ts';

/** Download size of the page's models; undefined until it is known. */
export function useModelCost(): { readonly missingBytes: number } | undefined {
  const current = useObservable(session);
  const [cost, setCost] = useState<{ readonly missingBytes: number }>();
  useEffect(() => {
    if (current.status !== 'ready') return;
    costOfAll(current.onsight).then(
      ({ totalBytes, storedBytes }) => {
        setCost({ missingBytes: totalBytes - storedBytes });
      },
      () => undefined,
    );
  }, [current]);
  return cost;
}
