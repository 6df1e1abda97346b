/** The sound of tools/make_whisper_checkpoint.py: a rising tone that swells three times per second, 16 kHz. */
export function chirp(seconds: number): Float32Array {
  return Float32Array.from({ length: Math.floor(seconds * 16_000) }, (_, i) => {
    const t = i / 16_000;
    const swell = (1 + Math.sin(2 * Math.PI * 3 * t)) / 2;
    return 0.5 * Math.sin(2 * Math.PI * (200 + 150 * t) * t) * swell;
  });
}
