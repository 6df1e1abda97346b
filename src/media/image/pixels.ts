/** Opaque sRGB pixels, row by row, 4 bytes per pixel (R, G, B, 255), already composited on white. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` bytes. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Input of a decoder. A `Blob` may hold anything: its bytes are inspected; its `type` and name are not trusted. */
export type ImageSource = Blob | ImageBitmap | ImageData;
