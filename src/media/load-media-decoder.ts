import type * as MediaDecoder from './media-decoder.ts';

/**
 * The decoder of sounds and videos (`assets/media-decoder.js`): a separate bundle, loaded with the first of them.
 * Browsers cache imports and retry failed ones.
 */
export async function loadMediaDecoder(url: string): Promise<typeof MediaDecoder> {
  // The shape of our own entry.
  return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as typeof MediaDecoder;
}
