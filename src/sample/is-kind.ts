interface Kinds {
  readonly Blob: Blob;
  readonly File: File;
  readonly FileSystemDirectoryHandle: FileSystemDirectoryHandle;
  readonly Float32Array: Float32Array;
  readonly HTMLCanvasElement: HTMLCanvasElement;
  readonly HTMLImageElement: HTMLImageElement;
  readonly ImageBitmap: ImageBitmap;
  readonly ImageData: ImageData;
  readonly OffscreenCanvas: OffscreenCanvas;
}

/**
 * Whether an object of the browser is of one of these classes, in whatever frame it was made: `instanceof` knows only
 * the classes of its own.
 */
export function isKind<K extends keyof Kinds>(value: unknown, ...names: readonly K[]): value is Kinds[K] {
  const own = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return typeof value === 'object' && names.some((name) => name === own || isInstance(value, name));
}

/** The files of happy-dom have no tag. */
function isInstance(value: object | null, name: string): boolean {
  const type: unknown = Reflect.get(globalThis, name);
  return typeof type === 'function' && value instanceof type;
}
