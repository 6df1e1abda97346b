/** The channel that announces writes to a collection. In Node it does not keep the process running. */
export function openChangeChannel(store: string): BroadcastChannel {
  const channel = new BroadcastChannel(`onsight:${store}`);
  // Node's own method, which browsers lack.
  (channel as { unref?: () => void }).unref?.();
  return channel;
}

/** Calls `listener` after every write to a collection, in any page or worker. Returns an unsubscribe function. */
export function listenForChanges(store: string, listener: () => void): () => void {
  const channel = openChangeChannel(store);
  channel.onmessage = listener;
  return () => {
    channel.close();
  };
}
