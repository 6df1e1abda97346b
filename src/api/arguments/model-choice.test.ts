import { expect, test } from 'vitest';
import { toModelTasks, toSessionModels } from './model-choice.ts';

test('uses one model for every task but reading text and transcribing, and the starter for tasks that are not named', () => {
  const [a, starter, ocr] = [{ id: 'a' }, { id: 'starter' }, { id: 'ocr' }];
  const transcribe = { id: 'onnx-community/whisper-base_timestamped' };
  expect(toSessionModels('a')).toEqual({ embed: a, caption: a, ask: a, match: a, 'read-text': ocr, transcribe });
  expect(toSessionModels({ ask: 'a' })).toEqual({
    embed: starter,
    caption: starter,
    ask: a,
    match: starter,
    'read-text': ocr,
    transcribe,
  });
  expect(toSessionModels({ 'read-text': 'a' })['read-text']).toEqual(a);
});

test('reads vqa as ask', () => {
  // Input of a page written for version 0.1.
  expect(toSessionModels(JSON.parse('{ "vqa": "a" }') as object).ask).toEqual({ id: 'a' });
  expect(toModelTasks(JSON.parse('["vqa", "caption"]') as [])).toEqual(['ask', 'caption']);
});

test('rejects an unknown task, naming the tasks', () => {
  const unknown = JSON.parse('{ "answer": "a" }') as object;
  expect(() => toSessionModels(unknown)).toThrow(/Unknown task `answer`.*`ask`, `caption`, `embed`, `match`/);
  expect(() => toModelTasks(JSON.parse('["embed"]') as [])).toThrow(/'embed-text'.*got `embed`/);
});
