import { OnsightError, type ImageProblem } from '../core/errors.ts';
import type { MediaKind } from './sniff-media.ts';

export function unreadable(
  name: string,
  problem: ImageProblem,
  reason: string,
  cause?: unknown,
): OnsightError<'image-unreadable'> {
  return new OnsightError('image-unreadable', { name, reason, problem }, cause === undefined ? {} : { cause });
}

/** Error for a file of a known but unsupported format. */
export function unsupported(name: string, kind: MediaKind, cause?: unknown): OnsightError<'unsupported-media'> {
  const problem = kind.support === 'other' ? 'not-an-image' : kind.support === 'raw' ? 'no-preview' : 'unsupported';
  const type = kind.support === 'raw' ? `${kind.label} without an embedded preview` : kind.label;
  const details = { name, type, format: kind.format, problem } as const;
  return new OnsightError('unsupported-media', details, cause === undefined ? {} : { cause });
}
