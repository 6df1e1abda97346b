import { throttleProgress } from '../core/progress.ts';

/** Output for lines; `isTTY` is true if a line can be redrawn. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Bytes so far. */
interface Loaded {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

const width = 30;

/** Draws a bar that is updated in place; into a file or pipe it writes one line per tenth. */
export function progressBar(terminal: Terminal): {
  readonly report: (event: Loaded) => void;
  readonly end: () => void;
} {
  const started = performance.now();
  const line = ({ loadedBytes, totalBytes }: Loaded): string => {
    const share = totalBytes === 0 ? 1 : loadedBytes / totalBytes;
    const full = Math.round(share * width);
    const perSecond = loadedBytes / Math.max(1e-3, (performance.now() - started) / 1000);
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
    return `[${'#'.repeat(full)}${' '.repeat(width - full)}] ${percent}  ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB  ${megabytes(perSecond)} MB/s`;
  };
  if (terminal.isTTY !== true) {
    let tenth = 0;
    const report = (event: Loaded): void => {
      const now = Math.floor((event.loadedBytes / Math.max(1, event.totalBytes)) * 10);
      if (now > tenth) terminal.write(`${line(event)}\n`);
      tenth = now;
    };
    return { report, end: () => undefined };
  }
  const { report, flush } = throttleProgress<Loaded>((event) => void terminal.write(`\r${line(event)}`), 100);
  return {
    report,
    end: () => {
      flush();
      terminal.write('\n');
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
