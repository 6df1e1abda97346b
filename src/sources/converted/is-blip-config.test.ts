import { expect, test } from 'vitest';
import { isBlipConfig } from './is-blip-config.ts';

test.each([
  [{ model_type: 'blip' }, true],
  [{ model_type: 'blip-2', architectures: ['Blip2ForConditionalGeneration'] }, false],
  [{ model_type: 'clip', vision_config: {} }, false],
  [{ architectures: ['BlipForQuestionAnswering'] }, true],
  [{ architectures: ['Blip2Model'], vision_config: {} }, false],
  [{ architectures: ['CLIPModel'], vision_config: {} }, false],
  [{ text_config: {}, vision_config: {} }, true],
  [{}, false],
  [[], false],
])('%j: %s', (config, expected) => {
  expect(isBlipConfig(JSON.stringify(config))).toBe(expected);
});

test('what is no JSON is no BLIP', () => {
  expect(isBlipConfig('{"model_type":"blip"')).toBe(false);
});
