import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SpeechSpans, type SpeechSpan } from './speech-spans.ts';

interface Golden {
  readonly tracks: readonly {
    readonly samples: number;
    readonly probabilities: readonly number[];
    readonly spans: readonly SpeechSpan[];
  }[];
}

// Written by tools/make_speech_goldens.py.
const golden = JSON.parse(readFileSync('src/families/speech/testdata/spans.golden.json', 'utf8')) as Golden;

test.each(golden.tracks)(
  'spans of $samples samples are those of the reference',
  ({ samples, probabilities, spans }) => {
    const atOnce = new SpeechSpans();
    expect([...atOnce.push(Float32Array.from(probabilities)), ...atOnce.flush(samples)]).toEqual(spans);
    const frameByFrame = new SpeechSpans();
    const found = probabilities.flatMap((probability) => frameByFrame.push(Float32Array.of(probability)));
    expect([...found, ...frameByFrame.flush(samples)]).toEqual(spans);
  },
);
