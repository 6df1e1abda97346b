const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'No space is left on the disk',
  EDQUOT: 'The quota of the disk is used up',
  EACCES: 'There is no permission to write',
  EPERM: 'There is no permission to write',
  EROFS: 'The disk is read-only',
  ENOTDIR: 'A file has the name of a folder',
  EEXIST: 'A file has the name of a folder',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** True if an error is one of the file system that repeating the download does not mend. */
export function isWriteError(error: unknown): boolean {
  return Object.hasOwn(reasons, codeOf(error));
}

/** An error of the file system with the folder and what to do; other errors as they are. */
export function explainWriteError(error: unknown, folder: string, neededBytes?: number): unknown {
  const reason = reasons[codeOf(error)];
  if (reason === undefined) return error;
  const needed = neededBytes === undefined ? '' : ` ${(neededBytes / 1e6).toFixed(1)} MB are needed.`;
  return new Error(
    `${reason}: ${folder}.${needed} Choose another folder or make room, and run the same command again; what has arrived is kept.`,
    { cause: error },
  );
}
