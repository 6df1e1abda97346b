import type { Terminal } from './progress-bar.ts';

/** Environment of a command. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly signal: AbortSignal;
}

/** One command of `onsight`. */
export interface Command {
  /** Its part of `--help`. */
  readonly help: string;
  /**
   * Reads the arguments that follow the command's name.
   *
   * @returns the work, which resolves to the exit code
   * @throws TypeError that names the invalid argument
   */
  parse(
    argv: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ): (context: CliContext) => Promise<number>;
}
