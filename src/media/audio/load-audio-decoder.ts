import type { AudioBlock, DecodeAudioOptions } from './decode-audio.ts';

/** Exports of `assets/audio-decoder.js`. */
interface AudioDecoderModule {
  readonly decodeAudio: (file: Blob, options: DecodeAudioOptions) => AsyncGenerator<AudioBlock>;
}

/** The decoder of sounds: a separate bundle, loaded with the first sound. Browsers cache imports and retry failed ones. */
export async function loadAudioDecoder(url: string): Promise<AudioDecoderModule> {
  // The shape of our own entry.
  return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as AudioDecoderModule;
}
