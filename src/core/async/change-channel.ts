/** Name of the BroadcastChannel that announces writes to a collection. */
export function changeChannelName(store: string): string {
  return `onsight:${store}`;
}

/** Calls `listener` after every write to a collection, in any page or worker. Returns an unsubscribe function. */
export function listenForChanges(store: string, listener: () => void): () => void {
  const channel = new BroadcastChannel(changeChannelName(store));
  channel.onmessage = listener;
  return () => {
    channel.close();
  };
}
