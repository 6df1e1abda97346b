/** Name of the BroadcastChannel that carries "this collection was written to". */
export function changeChannelName(store: string): string {
  return `onsight:${store}`;
}

/** Calls `listener` after every write to a collection, in whatever page or worker. Returns the unsubscriber. */
export function listenForChanges(store: string, listener: () => void): () => void {
  const channel = new BroadcastChannel(changeChannelName(store));
  channel.onmessage = listener;
  return () => {
    channel.close();
  };
}
