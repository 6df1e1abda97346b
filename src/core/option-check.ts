import { checkFunction, checkObject, typeName } from './check.ts';

/** Per call, every name of its options and none more: an option that is added without its name does not compile. */
type OptionTable<OptionsOf> = {
  readonly [Call in keyof OptionsOf]: { readonly [Name in keyof OptionsOf[Call]]-?: true };
};

/** Checks the options of a call and returns them unchanged. */
type OptionCheck<OptionsOf> = <Call extends keyof OptionsOf & string>(
  call: Call,
  options: OptionsOf[Call],
) => OptionsOf[Call];

/** Names of the options that most calls have. */
export const abortNames = { signal: true } as const;
export const loadingNames = { ...abortNames, onProgress: true } as const;

/**
 * Creates the check of the options of some calls.
 *
 * @returns a function that throws a TypeError if the options are not an object, if one of them has an unknown name, or if
 * `signal` or `onProgress` are of another type
 */
export function createOptionCheck<OptionsOf>(table: OptionTable<OptionsOf>): OptionCheck<OptionsOf> {
  return (call, options) => {
    checkObject('options', options);
    const accepted = Object.keys(table[call]).sort();
    const unknown = Object.keys(options).find((name) => !accepted.includes(name));
    if (unknown === undefined) return checkCommon(options);
    const list = accepted.map((name) => `\`${name}\``).join(', ');
    throw new TypeError(`Unknown option \`${unknown}\` of \`${call}\`. Its options are ${list}.`);
  };
}

/** Checks what options of all calls share: whatever listens and cancels is used long after the call began. */
function checkCommon<O extends object>(options: O): O {
  const { signal, onProgress } = options as { readonly signal?: unknown; readonly onProgress?: unknown };
  if (signal !== undefined && !isSignal(signal))
    throw new TypeError(`Expected \`signal\` to be an AbortSignal, got ${describe(signal)}.`);
  if (onProgress !== undefined) checkFunction('onProgress', onProgress);
  return options;
}

/** By its tag, because a signal may come from another realm. */
function isSignal(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object AbortSignal]';
}

function describe(value: unknown): string {
  return value instanceof AbortController ? 'an AbortController: pass its `signal`' : typeName(value);
}
