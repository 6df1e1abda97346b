import { askCalls, type AskCalls } from './ask/page.ts';
import { captionCalls, type CaptionCalls } from './caption/page.ts';
import { classifyCalls, type ClassifyCalls } from './classify/page.ts';
import { classifyAudioCalls, type ClassifyAudioCalls } from './classify-audio/page.ts';
import { embedAudioCalls, type EmbedAudioCalls } from './embed-audio/page.ts';
import { embedImageCalls, type EmbedImageCalls } from './embed-image/page.ts';
import { embedTextCalls, type EmbedTextCalls } from './embed-text/page.ts';
import { matchCalls, type MatchCalls } from './match/page.ts';
import { readTextCalls, type ReadTextCalls } from './read-text/page.ts';
import { readableCalls, type ReadableCalls } from './readable/page.ts';
import type { TaskPage } from './task-page.ts';

/** The methods of all tasks, as `Onsight` has them. */
export interface TaskCalls
  extends
    AskCalls,
    CaptionCalls,
    ClassifyAudioCalls,
    ClassifyCalls,
    EmbedAudioCalls,
    EmbedImageCalls,
    EmbedTextCalls,
    MatchCalls,
    ReadableCalls,
    ReadTextCalls {}

/** Creates the methods of all tasks. */
export function taskCalls(page: TaskPage): TaskCalls {
  return {
    ...askCalls(page),
    ...captionCalls(page),
    ...classifyCalls(page),
    ...classifyAudioCalls(page),
    ...embedAudioCalls(page),
    ...embedImageCalls(page),
    ...embedTextCalls(page),
    ...matchCalls(page),
    ...readableCalls(page),
    ...readTextCalls(page),
  };
}
