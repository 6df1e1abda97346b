// Written by tools/list-tasks.mjs from the folders of src/tasks/.
import { runAsk } from '../ask/worker.ts';
import { runCaption } from '../caption/worker.ts';
import { runClassify } from '../classify/worker.ts';
import { runClassifyAudio } from '../classify-audio/worker.ts';
import { runEmbedAudio } from '../embed-audio/worker.ts';
import { runEmbedImage } from '../embed-image/worker.ts';
import { runEmbedText } from '../embed-text/worker.ts';
import { runMatch } from '../match/worker.ts';
import { runReadText } from '../read-text/worker.ts';
import { runReadable } from '../readable/worker.ts';
import { runTranscribe } from '../transcribe/worker.ts';

/** The worker half of each task. */
export const taskWorkers = {
  ask: runAsk,
  caption: runCaption,
  classify: runClassify,
  classifyAudio: runClassifyAudio,
  embedAudio: runEmbedAudio,
  embedImage: runEmbedImage,
  embedText: runEmbedText,
  match: runMatch,
  readText: runReadText,
  readable: runReadable,
  transcribe: runTranscribe,
} as const;
