import { useEffect, useState } from 'preact/hooks';
import { embedTasks } from '../state/chosen-models.ts';
import { useObservable } from '../state/observable.ts';
import { session } from '../state/session.ts';

/** What searching will download first; undefined until it is known. */
export function useModelCost(): { readonly missingBytes: number } | undefined {
  const current = useObservable(session);
  const [cost, setCost] = useState<{ readonly missingBytes: number }>();
  useEffect(() => {
    if (current.status !== 'ready') return;
    current.onsight.models.cost({ tasks: embedTasks }).then(
      ({ totalBytes, storedBytes }) => {
        setCost({ missingBytes: totalBytes - storedBytes });
      },
      () => undefined,
    );
  }, [current]);
  return cost;
}
