import { OnsightError } from '../core/errors.ts';
import type { CheckpointFiles, FileStat } from '../convert/checkpoint/checkpoint-files.ts';
import { StreamedFile } from './streamed-file.ts';
import { whyUnreachable } from './why-unreachable.ts';

/** Location of a repository. */
interface HubRepository {
  /** `https://huggingface.co`, or a mirror with the same URL scheme. */
  readonly hubUrl: string;
  /** `owner/name` */
  readonly id: string;
  readonly revision: string;
}

/** Files of a checkpoint on the Hugging Face Hub, read with HTTP Range if supported. */
export function hubFiles({ hubUrl, id, revision }: HubRepository): CheckpointFiles & AsyncDisposable {
  const open = new Map<string, StreamedFile>();
  const urlOf = (path: string): string => `${hubUrl}/${id}/resolve/${encodeURIComponent(revision)}/${path}`;
  return {
    stat: (path, options) => statOf(urlOf(path), options?.signal),
    read: (path, start, end, options) => {
      const file = open.get(path) ?? new StreamedFile(urlOf(path));
      open.set(path, file);
      return file.read(start, end, options?.signal);
    },
    [Symbol.asyncDispose]: async () => {
      for (const file of open.values()) await file.close();
    },
  };
}

async function statOf(url: string, signal: AbortSignal | undefined): Promise<FileStat | undefined> {
  const headers = { 'accept-encoding': 'identity' };
  let answer: Response;
  try {
    answer = await fetch(url, { method: 'HEAD', headers, ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new OnsightError('download-failed', { url, reason: whyUnreachable(cause) }, { cause });
  }
  if (answer.status === 404) return undefined;
  const { status } = answer;
  // The Hub responds with 401 both for missing and for private repositories.
  if (status === 401 || status === 403)
    throw new OnsightError('download-failed', { url, reason: 'the repository does not exist or is private', status });
  if (!answer.ok) throw new OnsightError('download-failed', { url, reason: answer.statusText, status });
  const length = answer.headers.get('content-length');
  if (length === null)
    throw new OnsightError('download-failed', { url, reason: 'the server does not report its size' });
  return {
    bytes: Number(length),
    version: answer.headers.get('etag') ?? answer.headers.get('last-modified') ?? length,
  };
}
