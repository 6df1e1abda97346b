import { checkInteger, checkText } from '../core/check.ts';
import type { RemoteFile } from './file-cache.ts';

/** @throws TypeError or RangeError if a field is invalid */
export function checkFile(file: RemoteFile): void {
  checkText('group', file.group);
  checkText('path', file.path);
  checkText('url', file.url);
  if (!isWebAddress(file.url)) {
    throw new TypeError(`Expected \`url\` to be an absolute http(s) address, got \`${file.url}\`.`);
  }
  if (file.bytes !== undefined) checkInteger('bytes', file.bytes, 0);
  if (file.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(file.sha256)) {
    throw new TypeError(`Expected \`sha256\` to be 64 hex digits, got \`${file.sha256}\`.`);
  }
}

function isWebAddress(url: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
