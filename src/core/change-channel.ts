/** Name of the BroadcastChannel that carries "this collection was written to"; the page listens to it directly. */
export function changeChannelName(store: string): string {
  return `onsight:${store}`;
}
