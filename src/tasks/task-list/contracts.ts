// Written by tools/list-tasks.mjs from the folders of src/tasks/.
import { ask } from '../ask/contract.ts';
import { caption } from '../caption/contract.ts';
import { classify } from '../classify/contract.ts';
import { classifyAudio } from '../classify-audio/contract.ts';
import { embedAudio } from '../embed-audio/contract.ts';
import { embedImage } from '../embed-image/contract.ts';
import { embedText } from '../embed-text/contract.ts';
import { match } from '../match/contract.ts';
import { readText } from '../read-text/contract.ts';
import { readable } from '../readable/contract.ts';
import { transcribe } from '../transcribe/contract.ts';

/** Every task by its id: the engine's contract, and the models that a page may name, follow from it. */
export const tasks = {
  ask,
  caption,
  classify,
  classifyAudio,
  embedAudio,
  embedImage,
  embedText,
  match,
  readText,
  readable,
  transcribe,
} as const;
