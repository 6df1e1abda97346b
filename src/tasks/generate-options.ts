import { checkInteger, checkText } from '../core/check.ts';
import type { AnswerOptions, CaptionOptions, GenerateOptions } from '../families/vision-language-model.ts';

const longest = 512;

/** @throws TypeError, RangeError if an option is invalid */
export function checkGenerateOptions(options: GenerateOptions): GenerateOptions {
  const { beams, n, topP, temperature, seed, maxNewTokens, minNewTokens } = options;
  const { lengthPenalty, repetitionPenalty, noRepeatNgramSize } = options;
  if (beams !== undefined) checkInteger('beams', beams, 1, 16);
  if (n !== undefined) checkInteger('n', n, 1, 16);
  if (n !== undefined && beams !== undefined && topP === undefined && n > beams)
    throw new RangeError(`Expected \`n\` to be at most \`beams\` (${String(beams)}), got \`${String(n)}\`.`);
  if (topP !== undefined) checkNumber('topP', topP, { above: 0, most: 1 });
  if (topP !== undefined && beams !== undefined && beams > 1)
    throw new TypeError('Expected `topP` (sampling) or `beams` (search), got both.');
  if (topP === undefined && (temperature ?? seed) !== undefined)
    throw new TypeError('Expected `temperature` and `seed` only together with `topP`: search takes no chances.');
  if (temperature !== undefined) checkNumber('temperature', temperature, { above: 0 });
  if (seed !== undefined) checkInteger('seed', seed, 0, 0xffff_ffff);
  if (maxNewTokens !== undefined) checkInteger('maxNewTokens', maxNewTokens, 1, longest);
  if (minNewTokens !== undefined) checkInteger('minNewTokens', minNewTokens, 0, maxNewTokens ?? longest);
  if (lengthPenalty !== undefined) checkNumber('lengthPenalty', lengthPenalty, { least: -100, most: 100 });
  if (repetitionPenalty !== undefined) checkNumber('repetitionPenalty', repetitionPenalty, { above: 0 });
  if (noRepeatNgramSize !== undefined) checkInteger('noRepeatNgramSize', noRepeatNgramSize, 0, longest);
  return {
    beams,
    n,
    topP,
    temperature,
    seed,
    maxNewTokens,
    minNewTokens,
    lengthPenalty,
    repetitionPenalty,
    noRepeatNgramSize,
  };
}

/** Options of a caption, without others. @throws TypeError, RangeError */
export function checkCaptionOptions({ prompt, ...options }: CaptionOptions): CaptionOptions {
  // An empty input field is not a prompt.
  const given = typeof prompt === 'string' && prompt.trim() === '' ? undefined : prompt;
  if (given !== undefined) checkText('prompt', given);
  return { ...checkGenerateOptions(options), prompt: given };
}

/** Options of an answer, without others. @throws TypeError, RangeError */
export function checkAnswerOptions({ answers, explain, ...options }: AnswerOptions): AnswerOptions {
  if (answers !== undefined) {
    if (!Array.isArray(answers) || answers.length === 0)
      throw new TypeError('Expected `answers` to be an array of at least one answer.');
    for (const answer of answers) checkText('answer', answer);
  }
  if (explain !== undefined && typeof explain !== 'boolean')
    throw new TypeError(`Expected \`explain\` to be a boolean, got \`${typeof explain}\`.`);
  return { ...checkGenerateOptions(options), answers: answers && [...(answers as readonly string[])], explain };
}

function checkNumber(
  name: string,
  value: number,
  { above, least, most }: { readonly above?: number; readonly least?: number; readonly most?: number },
): void {
  const fits = value > (above ?? -Infinity) && value >= (least ?? -Infinity) && value <= (most ?? Infinity);
  if (Number.isFinite(value) && fits) return;
  const bounds = [
    above === undefined ? '' : ` above ${String(above)}`,
    least === undefined ? '' : ` from ${String(least)}`,
    most === undefined ? '' : ` up to ${String(most)}`,
  ];
  throw new RangeError(`Expected \`${name}\` to be a number${bounds.join('')}, got \`${String(value)}\`.`);
}
