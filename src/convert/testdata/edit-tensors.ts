/** Location of a tensor's numbers after the header. */
interface Entry {
  readonly dtype: string;
  readonly data_offsets: readonly [start: number, end: number];
}

/** Copies a safetensors file with other numbers in its float32 tensors. */
export function editTensors(
  file: Uint8Array,
  change: (name: string, value: number, at: number) => number,
): Uint8Array<ArrayBuffer> {
  const copy = file.slice();
  const view = new DataView(copy.buffer);
  const first = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(copy.subarray(8, first))) as Record<string, Entry>;
  for (const [name, { dtype, data_offsets: offsets }] of Object.entries(header)) {
    if (name === '__metadata__' || dtype !== 'F32') continue;
    const [start, end] = offsets;
    // The numbers may be unaligned.
    for (let at = 0; at < (end - start) / 4; at += 1) {
      const place = first + start + 4 * at;
      view.setFloat32(place, change(name, view.getFloat32(place, true), at), true);
    }
  }
  return copy;
}

const width = 48;

/** Two of 48 inputs. */
export function isLoud(input: number): boolean {
  return input % 24 === 5;
}

/**
 * For {@link editTensors}: `captioning-hub` with other weights for the same function, as training produces them. A
 * norm's output for two of the vision layers' 48 inputs is 64 times smaller, and their weights are 64 times larger.
 */
export function rebalance(name: string, value: number, at: number): number {
  if (!isLoud(at % width)) return value;
  if (/vision_model.encoder.*layer_norm\d/.test(name)) return value / 64;
  return /vision_model.encoder.*(qkv|fc1).weight/.test(name) ? value * 64 : value;
}
