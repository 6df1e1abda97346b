/** The device in use, and why. */
export interface DeviceState {
  readonly backend: 'wasm' | 'webgpu';
  /** WASM threads in use. */
  readonly threads: number;
  /** The WebGPU adapter's description, where there is one. */
  readonly adapter?: string;
  /** Why this back end: a short English sentence for a developer. */
  readonly reason: string;
  readonly crossOriginIsolated: boolean;
  /** Measured milliseconds of one image on this device; undefined before the first. */
  readonly imageMs?: number;
}
