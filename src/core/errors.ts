/**
 * Reason why an image file cannot be read. `locked`: in use by another program, or changed since it was chosen.
 * `denied`: no permission. `missing`: moved or deleted.
 */
export type ImageProblem = 'not-an-image' | 'empty' | 'damaged' | 'too-large' | 'locked' | 'denied' | 'missing';

/**
 * Why a known kind of file is not shown. `no-preview`: a camera raw file without an embedded JPEG. `no-reader`: a part of
 * a kind that has no reader. `no-sound`: a file without a sound track. `no-video`: a file without a video track.
 * `codec`: a codec that this browser lacks.
 */
export type MediaProblem =
  'unsupported' | 'no-preview' | 'not-an-image' | 'no-reader' | 'no-sound' | 'no-video' | 'codec';

/**
 * Reason why a page's setup keeps a file from being used: a content security policy (`csp`), the page's
 * Cross-Origin-Embedder-Policy (`coep`), another origin that sends no CORS header (`cors`), a wrong Content-Type (`mime`),
 * a missing file, or a single-page application's HTML in its place (`not-found`), a page that is not https or localhost
 * (`insecure-context`), a sandboxed frame or a file (`opaque-origin`), Trusted Types (`trusted-types`), a bundler that
 * pre-bundled this package (`prebundled`), a place without the platform's interface (`missing-api`).
 */
export type SetupProblem =
  | 'csp'
  | 'coep'
  | 'cors'
  | 'mime'
  | 'not-found'
  | 'insecure-context'
  | 'opaque-origin'
  | 'trusted-types'
  | 'prebundled'
  | 'missing-api';

const setupSentences: Readonly<Record<SetupProblem, (url: string) => string>> = {
  csp: (url) => `A content security policy restricts ${url}.`,
  coep: (url) => `The page's Cross-Origin-Embedder-Policy blocks ${url}.`,
  cors: (url) => `${url} is on another origin, and its server does not allow this page to read it.`,
  mime: (url) => `The server sends ${url} with a Content-Type that browsers do not run as a script.`,
  'not-found': (url) => `There is no such file at ${url}.`,
  'insecure-context': (url) => `${url} is neither https nor localhost, and the browser withholds what this call needs.`,
  'opaque-origin': (url) => `This page has an opaque origin, which may not use ${url}.`,
  'trusted-types': (url) => `Trusted Types block the worker script ${url}.`,
  prebundled: (url) => `The development server has bundled onsight in advance, and left out ${url}.`,
  'missing-api': (what) => `There is no \`${what}\` here.`,
};

/** Details of each error code. A code without a message below does not compile. */
export interface OnsightErrorDetails {
  'webgpu-unavailable': { readonly reason: string };
  'backend-failed': { readonly backend: string; readonly reason: string };
  'device-lost': { readonly reason: string };
  'out-of-memory': { readonly what: string };
  'download-failed': { readonly url: string; readonly reason: string; readonly status?: number };
  'integrity-mismatch': { readonly file: string; readonly expected: string; readonly actual: string };
  'not-cached-offline': { readonly file: string };
  'quota-exceeded': { readonly neededBytes: number; readonly availableBytes: number };
  'store-blocked': { readonly store: string };
  'store-outdated': { readonly store: string };
  'store-failed': { readonly store: string; readonly reason: string };
  'import-failed': { readonly store: string; readonly reason: string };
  'remote-unreachable': { readonly url: string; readonly reason: string };
  'remote-failed': { readonly url: string; readonly reason: string; readonly status?: number };
  /** `of`: the row in question, if there are several. */
  'dimension-mismatch': { readonly expected: number; readonly actual: number; readonly of?: string };
  'model-mismatch': { readonly store: string; readonly expected: string; readonly actual: string };
  'unsupported-model': { readonly model: string; readonly reason: string };
  'unsupported-format': { readonly file: string; readonly reason: string };
  /** `problem`: the reason as a fixed name, if known. */
  'image-unreadable': { readonly name: string; readonly reason: string; readonly problem?: ImageProblem };
  /** `format`: short name of the kind of file, 'HEIC'. */
  'unsupported-media': {
    readonly name: string;
    readonly type: string;
    readonly format?: string;
    readonly problem?: MediaProblem;
    /** With the problem `codec`: names of the codecs that this browser decodes. */
    readonly decodes?: readonly string[];
  };
  /** A part that the reader or the encoder of its modality refused. `type`: the kind of the part. */
  'media-unreadable': { readonly name: string; readonly type: string; readonly reason: string };
  'deadline-exceeded': { readonly what: string; readonly timeoutMs: number };
  'worker-crashed': { readonly reason: string };
  'protocol-mismatch': { readonly expected: string; readonly actual: string };
  'item-not-found': { readonly store: string; readonly id: string };
  /** `url`: the address that was probed (of `missing-api`, the interface). `fix`: the line to add, or what to change. */
  'setup-blocked': { readonly reason: SetupProblem; readonly url: string; readonly fix: string };
  disposed: { readonly what: string };
  internal: { readonly reason: string };
}

/** Every code that an {@link OnsightError} can carry. */
export type OnsightErrorCode = keyof OnsightErrorDetails;

const messages: { readonly [C in OnsightErrorCode]: (details: OnsightErrorDetails[C]) => string } = {
  'webgpu-unavailable': (d) => `WebGPU is not available here (${d.reason}). Use \`device: 'auto'\` or \`'wasm'\`.`,
  'backend-failed': (d) => `The ${d.backend} backend failed: ${d.reason}. Call again, or choose another \`device\`.`,
  'device-lost': (d) => `The GPU device was lost (${d.reason}). The call can be made again.`,
  'out-of-memory': (d) =>
    `There is not enough memory for ${d.what}. Close other tabs, or use a smaller model or image.`,
  'download-failed': (d) =>
    `Could not download ${d.url}: ${d.reason}${d.status === undefined ? '' : ` (status ${String(d.status)})`}.${[401, 403, 404].includes(d.status ?? 0) ? '' : ' What has arrived is kept; call again to go on.'}`,
  'integrity-mismatch': (d) =>
    `${d.file} is not the file that was expected: SHA-256 or size is ${d.actual}, expected ${d.expected}. It was discarded; check the source and call again.`,
  'not-cached-offline': (d) =>
    `${d.file} is not stored on this device and there is no network. Connect once to download it.`,
  'quota-exceeded': (d) =>
    `${String(d.neededBytes)} bytes are needed but the browser offers ${String(d.availableBytes)}. Delete a stored model or library, or free disk space.`,
  'store-blocked': (d) =>
    `The store "${d.store}" is open in another tab with an older version of this page. Close that tab.`,
  'store-outdated': (d) => `The store "${d.store}" was upgraded by a newer version of this page. Reload this page.`,
  'store-failed': (d) => `The store "${d.store}" could not be used: ${d.reason}.`,
  'import-failed': (d) =>
    `The file could not be imported into the store "${d.store}": ${d.reason}. Rows before that place were added.`,
  'remote-unreachable': (d) =>
    `The server at ${d.url} cannot be reached: ${d.reason}. Check that it runs and that it allows requests from this page (CORS), and call again.`,
  'remote-failed': (d) =>
    `The server at ${d.url} could not do this: ${d.reason}${d.status === undefined ? '' : ` (status ${String(d.status)})`}.`,
  'dimension-mismatch': (d) =>
    `The vector${d.of === undefined ? '' : ` of ${d.of}`} has ${String(d.actual)} dimensions but the store holds vectors of ${String(d.expected)}. Use the model that the store was made with.`,
  'model-mismatch': (d) =>
    `The store "${d.store}" holds embeddings of model "${d.expected}", not "${d.actual}". Open it with that model, or use another store.`,
  'unsupported-model': (d) => `The model "${d.model}" cannot be used: ${d.reason}.`,
  'unsupported-format': (d) => `"${d.file}" cannot be read: ${d.reason}.`,
  'image-unreadable': (d) => `"${d.name}" could not be decoded as an image: ${d.reason}.`,
  'unsupported-media': unsupportedMessage,
  'media-unreadable': (d) => `The ${d.type} of "${d.name}" could not be read: ${d.reason}.`,
  'deadline-exceeded': (d) => `${d.what} did not finish within ${String(d.timeoutMs)} ms.`,
  'worker-crashed': (d) => `The worker ended unexpectedly: ${d.reason}. A new one starts with the next call.`,
  'protocol-mismatch': (d) =>
    `The worker script is of build ${d.actual}, the page of build ${d.expected}. Reload the page, or serve both files from one release.`,
  'item-not-found': (d) => `The store "${d.store}" has no item "${d.id}".`,
  'setup-blocked': (d) => `${setupSentences[d.reason](d.url)} ${d.fix}`,
  disposed: (d) => `${d.what} was disposed and cannot be used any more. Create a new one.`,
  internal: (d) => `Something that should not happen happened: ${d.reason}. Please report it.`,
};

function unsupportedMessage({ name, type, problem, decodes = [] }: OnsightErrorDetails['unsupported-media']): string {
  switch (problem) {
    case 'no-reader':
      return `"${name}" has a part of the kind "${type}", which no reader takes. Add it without that part.`;
    case 'no-sound':
      return `"${name}" is ${type}. Pass a file that has a sound track.`;
    case 'no-video':
      return `"${name}" is ${type}. Pass a file that has a video track.`;
    case 'codec':
      return `"${name}" is ${type}, which this browser cannot decode. Convert it to one of ${decodes.join(', ') || 'its codecs'}.`;
    default:
      return `"${name}" is ${type}, which this browser cannot decode here. Convert it to JPEG, PNG, WebP or AVIF.`;
  }
}

// Symbol.for, because a script tag and a bundle may share a page, each with its own copy of this class.
const brand = Symbol.for('onsight.error');

/**
 * The error class of onsight. `code` identifies the failure, `details` has its values.
 *
 * @example
 * ```ts
 * try { await library.search({ text: 'a dog' }); }
 * catch (error) { if (OnsightError.is(error, 'quota-exceeded')) console.log(error.details.neededBytes); }
 * ```
 */
export class OnsightError<C extends OnsightErrorCode = OnsightErrorCode> extends Error {
  readonly code: C;
  readonly details: OnsightErrorDetails[C];

  constructor(code: C, details: OnsightErrorDetails[C], options?: ErrorOptions) {
    super(cutAddresses(messages[code](details)), options);
    this.name = 'OnsightError';
    this.code = code;
    this.details = details;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True if `value` is an OnsightError of any copy of this package, and has `code` if one is given. */
  static is<C extends OnsightErrorCode = OnsightErrorCode>(value: unknown, code?: C): value is OnsightError<C> {
    return value instanceof Error && brand in value && 'code' in value && (code === undefined || value.code === code);
  }
}

/** Cuts whatever is longer than 200 characters and has no space, such as a `data:` address of many megabytes. */
export function cutAddresses(text: string): string {
  return text.replace(/\S{201,}/g, (address) => `${address.slice(0, 199)}…`);
}

/** Message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** {@link messageOf} without the final full stop, to be embedded in a sentence. */
export function reasonOf(error: unknown): string {
  return messageOf(error).replace(/\.+$/, '');
}
