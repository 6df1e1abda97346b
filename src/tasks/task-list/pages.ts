// Written by tools/list-tasks.mjs from the folders of src/tasks/.
import { askCalls, type AskCalls } from '../ask/page.ts';
import { captionCalls, type CaptionCalls } from '../caption/page.ts';
import { classifyCalls, type ClassifyCalls } from '../classify/page.ts';
import { classifyAudioCalls, type ClassifyAudioCalls } from '../classify-audio/page.ts';
import { embedAudioCalls, type EmbedAudioCalls } from '../embed-audio/page.ts';
import { embedImageCalls, type EmbedImageCalls } from '../embed-image/page.ts';
import { embedTextCalls, type EmbedTextCalls } from '../embed-text/page.ts';
import { matchCalls, type MatchCalls } from '../match/page.ts';
import { readTextCalls, type ReadTextCalls } from '../read-text/page.ts';
import { readableCalls, type ReadableCalls } from '../readable/page.ts';
import { transcribeCalls, type TranscribeCalls } from '../transcribe/page.ts';

/** The methods of all tasks, as `Onsight` has them. */
export interface TaskCalls
  extends
    AskCalls,
    CaptionCalls,
    ClassifyCalls,
    ClassifyAudioCalls,
    EmbedAudioCalls,
    EmbedImageCalls,
    EmbedTextCalls,
    MatchCalls,
    ReadTextCalls,
    ReadableCalls,
    TranscribeCalls {}

/** The page half of each task. */
export const pageHalves = [
  askCalls,
  captionCalls,
  classifyCalls,
  classifyAudioCalls,
  embedAudioCalls,
  embedImageCalls,
  embedTextCalls,
  matchCalls,
  readTextCalls,
  readableCalls,
  transcribeCalls,
] as const;
