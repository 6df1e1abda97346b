import type { Transcriber } from '../../families/capabilities.ts';
import type { SpokenSegment } from '../../families/heard-speech.ts';
import { onSpeech } from '../../families/speech/on-speech.ts';
import { speechWindows, type SpeechWindow } from '../../families/speech/speech-windows.ts';
import type { AudioTrack } from '../../media/audio/decode-audio.ts';
import type { SpokenSamples } from '../../media-worker/contract.ts';
import type { TaskEngine, TaskWorker } from '../task-host.ts';
import { toSrt, toVtt } from './captions.ts';
import type { transcribe, Transcript } from './contract.ts';

type RunTranscribe = TaskWorker<typeof transcribe>;
type Params = Parameters<RunTranscribe>[0];
type Context = Pick<Parameters<RunTranscribe>[1], 'signal' | 'priority' | 'emit'> & {
  readonly onProgress?: Parameters<RunTranscribe>[1]['onProgress'] | undefined;
};

/** The pack that finds speech. */
const detector = { id: 'speech' };

export const runTranscribe: RunTranscribe = (params, context, { engine }) => transcribeSound(params, context, engine);

/** Transcribes a sound window by window. */
export function transcribeSound(
  params: Params,
  context: Context,
  engine: Pick<TaskEngine, 'capability' | 'listen'>,
): Promise<Transcript> {
  return engine.capability(
    detector,
    'detect:speech',
    { task: 'detect-speech', signal: context.signal },
    async (speech) => {
      let track: AudioTrack | undefined;
      async function* heard(): AsyncGenerator<SpokenSamples> {
        for await (const samples of engine.listen({ ...params, rate: speech.rate }, context)) {
          track = samples.track;
          yield samples;
        }
      }
      const segments: SpokenSegment[] = [];
      for await (const window of speechWindows(heard(), speech, context)) {
        const said = await engine.capability(
          params.model,
          'transcribe',
          { task: 'transcribe', signal: context.signal },
          (model) => transcribeWindow(window, model, params, context),
        );
        for (const segment of said) {
          context.signal.throwIfAborted();
          segments.push(segment);
          await context.emit?.(segment);
        }
      }
      return toTranscript(segments, track);
    },
  );
}

async function transcribeWindow(
  window: SpeechWindow,
  model: Transcriber,
  { language, words }: Params,
  { signal, priority, onProgress }: Context,
): Promise<readonly SpokenSegment[]> {
  const said = await model.transcribe(window.samples, { language, words, signal, priority, onProgress });
  return onSpeech(said.segments, window);
}

function toTranscript(segments: readonly SpokenSegment[], track: AudioTrack | undefined): Transcript {
  const seconds = new Map<string, number>();
  for (const { language, startS, endS } of segments)
    seconds.set(language, (seconds.get(language) ?? 0) + endS - startS);
  return {
    text: segments.map(({ text }) => text).join('\n'),
    segments,
    languages: [...seconds].sort(([, a], [, b]) => b - a).map(([language]) => language),
    track,
    vtt: toVtt(segments),
    srt: toSrt(segments),
  };
}
