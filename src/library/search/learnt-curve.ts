import { Once } from '../../core/async/once.ts';
import { unitCosine } from '../../math/dot.ts';
import type { Embedder, EmbedderOptions } from '../embedder.ts';
import { promptsOf } from './embed-query.ts';
import type { RelevanceCurve } from './relevance.ts';

/** Names of unrelated things: a library is calibrated against them if its model is not calibrated. */
const everydayThings = {
  en: (
    'elephant,bicycle,piano,pizza,umbrella,airplane,lighthouse,toothbrush,penguin,computer,bride,tractor,strawberry,' +
    'microscope,bathtub,snake,newspaper,helicopter,cactus,hammer,volcano,baby,chess,owl,candle,swimming pool,traffic light,' +
    'spider,hamburger,soldier,envelope,windmill'
  ).split(','),
  zh: (
    '大象,自行车,钢琴,披萨,雨伞,飞机,灯塔,牙刷,企鹅,电脑,新娘,拖拉机,草莓,' +
    '显微镜,浴缸,蛇,报纸,直升机,仙人掌,锤子,火山,婴儿,国际象棋,猫头鹰,蜡烛,游泳池,红绿灯,' +
    '蜘蛛,汉堡,士兵,信封,风车'
  ).split(','),
} as const satisfies Record<string, readonly string[]>;

/** Even odds lie this many standard deviations above the mean cosine of a text and an image … */
const evenOdds = 3.6;
/** … and this is the slope of the logistic per standard deviation. Both as measured with the starter pack. */
const steepness = 1.9;
/** Weight of the family's prior, in cosines: as many as four images have. */
const priorPairs = 128;

/**
 * Curve of text against images for a model without calibration, estimated from the cosines between everyday things and
 * images of the library. Most of these pairs are unrelated, however large the library is.
 *
 * @param prior - average of the model's family
 */
export function learntCurve(
  things: readonly Float32Array[],
  sample: readonly Float32Array[],
  prior: { readonly weight: number; readonly bias: number },
): RelevanceCurve {
  const spread = steepness / prior.weight;
  const usual = -prior.bias / prior.weight - evenOdds * spread;
  const cosines = sample.flatMap((image) => things.map((thing) => unitCosine(image, 0, thing)));
  const pairs = cosines.length + priorPairs;
  const mean = (cosines.reduce((sum, cosine) => sum + cosine, 0) + priorPairs * usual) / pairs;
  // Deviations are about each one's own mean, because an error of the prior's mean says nothing about the spread.
  const ownMean = cosines.reduce((sum, cosine) => sum + cosine, 0) / (cosines.length || 1);
  const squares = cosines.reduce((sum, cosine) => sum + (cosine - ownMean) ** 2, 0);
  const deviation = Math.sqrt((squares + priorPairs * spread ** 2) / pairs);
  return { midpoint: mean + evenOdds * deviation, slope: steepness / deviation, full: 1 };
}

const embedded = new WeakMap<Embedder, Once<readonly Float32Array[]>>();

/** Embeddings of the everyday things, 32 short texts; embedded once per model. */
export function embedThings(embedder: Embedder, { signal }: EmbedderOptions): Promise<readonly Float32Array[]> {
  let once = embedded.get(embedder);
  if (once === undefined) {
    const language = embedder.info.queryTemplates?.['en'] === undefined ? 'zh' : 'en';
    const names = embedder.info.queryTemplates?.[language] === undefined ? everydayThings.en : everydayThings[language];
    once = new Once((own) =>
      embedder.embedTexts(
        names.flatMap((name) => promptsOf(name, embedder).slice(0, 1)),
        { signal: own, priority: 'interactive' },
      ),
    );
    embedded.set(embedder, once);
  }
  return once.get({ signal });
}
