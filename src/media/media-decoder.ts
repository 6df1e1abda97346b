// Entry of `assets/media-decoder.js`.
export { decodeAudio } from './audio/decode-audio.ts';
export { watchVideo } from './video/watch-video.ts';
