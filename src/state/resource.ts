/**
 * State of something that is loaded: exactly one of four. While it loads again, and after a failure, `previous` keeps
 * the last value, so that a page can go on showing it.
 *
 * @typeParam P - progress reported while loading
 */
export type Resource<T, P = never> =
  | { readonly status: 'idle' }
  | { readonly status: 'loading'; readonly progress: P | undefined; readonly previous: T | undefined }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: unknown; readonly previous: T | undefined };

/** The value to show: the current one, or the last one while a newer one loads or after a failure. */
export function shownValue<T, P>(resource: Resource<T, P>): T | undefined {
  if (resource.status === 'ready') return resource.value;
  return resource.status === 'idle' ? undefined : resource.previous;
}
