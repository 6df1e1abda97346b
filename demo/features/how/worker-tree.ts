/** The Web Locks that this needs to know of; those of `navigator.locks.query()`. */
type Locks = Pick<LockManagerSnapshot, 'held' | 'pending'>;

/** Running workers below a page, by who started them. */
export interface WorkerTree {
  /** Started by the page. */
  readonly direct: number;
  /** Started by those. */
  readonly nested: number;
}

const prefix = 'onsight-worker-';

/**
 * Counts the workers below a page. Each holds a lock while it lives, and whoever started it waits for that lock.
 *
 * @param client - id of the page among the locks' clients
 */
export function toWorkerTree({ held = [], pending = [] }: Locks, client: string): WorkerTree {
  const startedBy = (starters: ReadonlySet<string | undefined>): Set<string | undefined> => {
    const awaited = new Set(pending.filter((lock) => starters.has(lock.clientId)).map(({ name }) => name));
    const own = held.filter(({ name = '' }) => name.startsWith(prefix) && awaited.has(name));
    return new Set(own.map(({ clientId }) => clientId));
  };
  const direct = startedBy(new Set([client]));
  return { direct: direct.size, nested: startedBy(direct).size };
}

/** Counts the workers below this page; undefined in a browser without Web Locks. */
export async function readWorkerTree(): Promise<WorkerTree | undefined> {
  // Absent on insecure pages.
  const { locks } = navigator as Partial<Pick<Navigator, 'locks'>>;
  if (locks === undefined) return undefined;
  const own = `this-page-${crypto.randomUUID()}`;
  return locks.request(own, async () => {
    const snapshot = await locks.query();
    const client = snapshot.held?.find(({ name }) => name === own)?.clientId;
    return client === undefined ? undefined : toWorkerTree(snapshot, client);
  });
}
