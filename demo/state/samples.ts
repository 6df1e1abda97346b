/** One of the sample photographs that come with the page. */
export interface Sample {
  /** Its id in a library. */
  readonly id: string;
  /** Name of the file in `samples/`. */
  readonly file: string;
  /** Subject, in English. */
  readonly shows: string;
  readonly author: string;
  readonly licence: string;
  /** Where it comes from: an address, or words. */
  readonly original: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** Address of a sample photo's file. */
export function sampleUrl(file: string): string {
  return new URL(`samples/${encodeURIComponent(file)}`, document.baseURI).href;
}
