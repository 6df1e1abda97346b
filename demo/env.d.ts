/// <reference types="vite/client" />
/// <reference types="vite-plugin-pwa/client" />

/** Address of the source code; empty if the owner has not set it. */
declare const __REPOSITORY__: string;
/** Address of the docs, relative to the page; empty if they are not published with it. */
declare const __DOCS__: string;

declare module 'virtual:samples' {
  // An ambient module may not import by a relative name.
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports
  export const samples: readonly import('./state/samples.ts').Sample[];
  /** Undefined if they were not built for the pack. */
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports
  export const embeddings: import('./build/sample-embeddings.ts').SampleEmbeddings | undefined;
}

declare module 'justified-layout' {
  interface Box {
    readonly top: number;
    readonly left: number;
    readonly width: number;
    readonly height: number;
  }
  interface Geometry {
    readonly containerHeight: number;
    readonly boxes: readonly Box[];
  }
  interface Config {
    readonly containerWidth: number;
    readonly containerPadding: number;
    readonly boxSpacing: number;
    readonly targetRowHeight: number;
    readonly targetRowHeightTolerance: number;
  }
  export default function justifiedLayout(ratios: readonly number[], config: Config): Geometry;
}
