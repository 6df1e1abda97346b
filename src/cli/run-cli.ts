import { messageOf } from '../core/errors.ts';
import type { CliContext, Command } from './command.ts';
import { convertCommand, manifestCommand } from './convert-command.ts';
import { doctorCommand } from './doctor/doctor-command.ts';
import { modelsCommand } from './models/models-command.ts';

const commands: Readonly<Record<string, Command>> = {
  models: modelsCommand,
  doctor: doctorCommand,
  convert: convertCommand,
  manifest: manifestCommand,
};

/** Runs `onsight <argv>` and returns the exit code. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const { stdout, stderr, env, signal } = context;
  if (argv.length === 0 || argv.includes('--help') || argv.includes('-h')) {
    stdout.write(help());
    return 0;
  }
  let work: (context: CliContext) => Promise<number>;
  try {
    work = commandOf(argv).parse(argv.slice(1), env);
  } catch (error) {
    stderr.write(`${messageOf(error)}\nSee onsight --help.\n`);
    return 2;
  }
  try {
    return await work(context);
  } catch (error) {
    if (signal.aborted) {
      stderr.write('Stopped. Run the same command again to resume.\n');
      return 130;
    }
    stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

function commandOf([name = '']: readonly string[]): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command;
  const names = Object.keys(commands).map((each) => `\`${each}\``);
  throw new TypeError(`Expected one of the commands ${names.join(', ')}, got \`${name}\`.`);
}

function help(): string {
  const parts = Object.values(commands).map((command) => command.help);
  return `${parts.join('\n')}
Files completed by an interrupted run are reused.
Exit codes: 0 success, 1 failure, 2 invalid command line, 130 stopped by Ctrl-C.
`;
}
