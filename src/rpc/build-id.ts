declare const __ONSIGHT_BUILD__: string | undefined;

/** Identifies a release: package version and a hash of the sources; put in by the build. */
export const buildId: string = typeof __ONSIGHT_BUILD__ === 'string' ? __ONSIGHT_BUILD__ : 'source';
