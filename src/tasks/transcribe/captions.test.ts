import { expect, test } from 'vitest';
import { toSrt, toVtt } from './captions.ts';

const captions = [
  { text: 'Ask not', startS: 0.5, endS: 61.25 },
  { text: '</v> --> <script>&amp;\n\nNOTE x\u2028\u0000', startS: 3661.9996, endS: 3661.9996 },
];

test('writes WebVTT with markup as text, and cues that end after they start', () => {
  expect(toVtt(captions)).toBe(
    [
      'WEBVTT',
      '',
      '00:00:00.500 --> 00:01:01.250',
      'Ask not',
      '',
      '01:01:02.000 --> 01:01:02.001',
      '&lt;/v&gt; --&gt; &lt;script&gt;&amp;amp; NOTE x',
      '',
    ].join('\n'),
  );
  expect(toVtt([])).toBe('WEBVTT\n');
});

test('writes SRT with numbered cues and no markup', () => {
  expect(toSrt(captions)).toBe(
    [
      '1',
      '00:00:00,500 --> 00:01:01,250',
      'Ask not',
      '',
      '2',
      '01:01:02,000 --> 01:01:02,001',
      '‹/v› --› ‹script›&amp; NOTE x',
      '',
    ].join('\n'),
  );
  expect(toSrt([])).toBe('');
});
