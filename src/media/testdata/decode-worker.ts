import { OnsightError } from '../../core/errors.ts';
import { decodeImage, type DecodeOptions } from '../image/decode-image.ts';
import type { ImageSource } from '../image/pixels.ts';

/** Request of a test. */
export interface DecodeRequest {
  readonly source: ImageSource;
  readonly options?: DecodeOptions;
}

/** Reply: the image, or the error code (or its message if it has no code). */
export type DecodeReply =
  | {
      readonly ok: true;
      readonly width: number;
      readonly height: number;
      readonly pixels: { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

const scope = self as unknown as { onmessage: unknown; postMessage: (reply: DecodeReply, transfer: unknown[]) => void };

scope.onmessage = async ({ data: { source, options } }: MessageEvent<DecodeRequest>): Promise<void> => {
  try {
    const image = await decodeImage(source, options);
    scope.postMessage({ ok: true, ...image }, [image.pixels.data.buffer]);
  } catch (error) {
    const code = OnsightError.is(error) ? error.code : `untyped: ${String(error)}`;
    scope.postMessage({ ok: false, code, message: String(error) }, []);
  }
};
