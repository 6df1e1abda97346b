import rules from './junk-files.json' with { type: 'json' };

/** Names of files that a system creates, with a source. `*` in a name is any text. */
export interface JunkRule {
  readonly system: string;
  readonly source: string;
  /** True if the system's file names ignore case. */
  readonly ignoreCase: boolean;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** The rules that {@link findJunk} follows: thumbnails, trash, indexes and sidecars of operating systems and cameras. */
export const junkRules: readonly JunkRule[] = rules;

const files = patternOf('files');
const folders = patternOf('folders');

/**
 * Finds files that accompany photos: AppleDouble headers, thumbnails, trash, sidecars. Only names are looked at. Use it
 * to leave such files out before `library.add`.
 *
 * @param path - names joined by '/'; a '/' at the end marks a folder
 * @returns the path of the outermost junk file or folder, undefined if there is none
 *
 * @example
 * ```ts
 * findJunk('DCIM/.thumbnails/1.jpg'); // 'DCIM/.thumbnails'
 * findJunk('DCIM/1.jpg'); // undefined
 * ```
 */
export function findJunk(path: string): string | undefined {
  const names = path.split('/');
  for (const [index, name] of names.entries()) {
    const isFile = index === names.length - 1;
    if ((isFile ? files : folders).some((pattern) => pattern.test(name))) return names.slice(0, index + 1).join('/');
  }
  return undefined;
}

function patternOf(kind: 'files' | 'folders'): readonly RegExp[] {
  return [true, false].flatMap((ignoreCase) => {
    const names = junkRules.filter((rule) => rule.ignoreCase === ignoreCase).flatMap((rule) => rule[kind]);
    if (names.length === 0) return [];
    const sources = names.map((name) => name.split('*').map(escape).join('[^]*'));
    return [new RegExp(`^(?:${sources.join('|')})$`, ignoreCase ? 'iu' : 'u')];
  });
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
