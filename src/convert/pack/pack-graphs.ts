import type { BlipConfig } from '../checkpoint/blip-config.ts';
import type { CheckpointWeights } from '../checkpoint/checkpoint-weights.ts';
import type { GraphContext } from '../graph/layers.ts';
import { textDecoder, textDecoderCross, type WordHead } from '../graph/text-decoder.ts';
import { textEncoder, textModel } from '../graph/text-encoder.ts';
import { visionEncoder } from '../graph/vision-encoder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { GraphBuilder, type Graph } from '../onnx/graph-builder.ts';
import { modelWeights, type Dtype, type TargetBackend } from '../weights/number-format.ts';

/** A graph whose number formats may turn out to be too coarse. */
export interface Widenable {
  /** All weights in the formats of the dtype. */
  readonly graph: Graph;
  /** The same graph with the jobs in `coarse` in wider formats. */
  readonly widened: (coarse: CoarseJobs) => Graph;
}

/** A part of a pack: its role (docs/model-format.md), the names of its tensors, and its graph. */
export interface PackGraph extends Widenable {
  readonly role: string;
  readonly in: Readonly<Record<string, string>>;
  readonly out: Readonly<Record<string, string>>;
}

/** Inputs for building the graphs of a pack. */
interface PackGraphSource {
  readonly config: BlipConfig;
  readonly checkpoint: CheckpointWeights;
  /** Undefined if the checkpoint has no decoder. */
  readonly head: WordHead | undefined;
  /** Replacement for ids without a word, if the tokenizer has any. */
  readonly unknown: number | undefined;
  readonly dtype: Dtype;
  readonly backend: TargetBackend;
}

const text = { ids: 'input_ids', mask: 'attention_mask' };
const heat = { attention: 'cross_attention' };

/**
 * Builds the graphs of an architecture.
 *
 * @throws OnsightError `unsupported-model` if the weights do not match the config
 */
export function packGraphs(source: PackGraphSource): readonly PackGraph[] {
  const { config, head } = source;
  const { checkpoint, unknown } = source;
  const graph = (name: string, build: (context: GraphContext) => void): Widenable => {
    const widened = (coarse: CoarseJobs): Graph => {
      const g = new GraphBuilder(name);
      build({ g, checkpoint, unknown, weights: modelWeights(g, source, coarse) });
      return g.build();
    };
    return { graph: widened(new Set()), widened };
  };
  const retrieval = config.architecture === 'retrieval';
  const graphs: PackGraph[] = [
    {
      role: 'vision_encoder',
      in: { pixels: 'pixel_values' },
      out: { states: 'image_states', ...(retrieval && { embeds: 'image_embeds' }) },
      ...graph('vision_encoder', (context) => visionEncoder(context, config)),
    },
  ];
  if (retrieval)
    graphs.push({
      role: 'text_model',
      in: text,
      out: { embeds: 'text_embeds' },
      ...graph('text_model', (context) => textModel(context, config)),
    });
  if (config.architecture !== 'captioning')
    graphs.push({
      role: 'text_encoder',
      in: { ...text, states: 'image_states' },
      out: { states: 'last_hidden_state', ...(retrieval && { match: 'itm_logits' }), ...heat },
      ...graph('text_encoder', (context) => textEncoder(context, config)),
    });
  if (head !== undefined) {
    graphs.push({
      role: 'text_decoder_cross',
      in: { states: 'encoder_states' },
      out: { key: 'cross.{l}.key', value: 'cross.{l}.value' },
      ...graph('text_decoder_cross', (context) => textDecoderCross(context, config)),
    });
    graphs.push({
      role: 'text_decoder',
      in: {
        ids: 'input_ids',
        statesMask: 'encoder_attention_mask',
        pastKey: 'past.{l}.key',
        pastValue: 'past.{l}.value',
        crossKey: 'cross.{l}.key',
        crossValue: 'cross.{l}.value',
      },
      out: { logits: 'logits', ...heat, presentKey: 'present.{l}.key', presentValue: 'present.{l}.value' },
      ...graph('text_decoder', (context) => textDecoder(context, config, head)),
    });
  }
  return graphs;
}
