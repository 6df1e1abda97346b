/** An ORT back end. This file imports nothing, because published declarations name these types and must not pull in ORT's. */
export type Backend = 'wasm' | 'webgpu';

/** Where models run: `auto` measures and falls back to WASM. */
export type DeviceChoice = 'auto' | Backend;
