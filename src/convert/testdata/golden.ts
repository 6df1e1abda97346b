import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpoints } from './test-folder.ts';

interface Summary {
  readonly dims: readonly number[];
  readonly norm: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The parts of golden.json (fixtures/blip/README.md) that the converter is compared with. */
export interface Golden {
  readonly task: 'captioning' | 'vqa' | 'retrieval';
  readonly sep: number;
  readonly decoderStart: number;
  readonly images: readonly {
    readonly image: string;
    readonly pixels: { readonly dims: readonly number[] };
    readonly states: Summary;
    readonly embedding?: readonly number[];
  }[];
  readonly firstLogits: readonly {
    readonly image: string;
    readonly ids?: readonly number[];
    readonly question?: string;
    readonly norm: number;
    readonly first: readonly number[];
    readonly argmax: number;
  }[];
  readonly crossAttention: readonly {
    readonly image: string;
    readonly ids: readonly number[];
    readonly rows: readonly { readonly argmax: number; readonly first: readonly number[] }[];
  }[];
  readonly captions: readonly Generated[];
  readonly answers: readonly Generated[];
  readonly questions: readonly { readonly question: string; readonly ids: readonly number[] }[];
  readonly questionStates: readonly (Summary & { readonly image: string; readonly question: string })[];
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly embedding: readonly number[];
  }[];
  readonly matches: readonly {
    readonly image: string;
    readonly text: string;
    readonly logits: readonly number[];
    readonly similarity: number;
    readonly states: Summary;
  }[];
}

/** One result of `generate`. */
export interface Generated {
  readonly image: string;
  readonly question?: string;
  readonly given: number;
  readonly options: Readonly<Record<string, number>>;
  readonly sequences: readonly { readonly ids: readonly number[] }[];
}

export function readGolden(checkpoint: string): Golden {
  // Written by tools/make_blip_checkpoints.py.
  return JSON.parse(readFileSync(join(checkpoints, checkpoint, 'golden.json'), 'utf8')) as Golden;
}
