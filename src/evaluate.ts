export {
  calibrationOf,
  fitTemperature,
  type Calibration,
  type CalibrationOptions,
  type ReliabilityBin,
} from './evaluate/calibration.ts';
export { accuracyOf, confusionOf, type Accuracy, type Confusion } from './evaluate/classification.ts';
export { auroc, meanAveragePrecision, ndcgAtK, recallAtK, type RankedQuery } from './evaluate/ranking.ts';
