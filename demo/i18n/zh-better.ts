import type { enBetter } from './en-better.ts';

/** Chinese (simplified) texts of better captions. */
export const zhBetter: typeof enBetter = {
  title: '更好的描述',
  lead: '由另一个模型重新生成描述，新旧并排显示，由您选择。',
  writer: (model) => `描述由 ${model} 生成。`,
  otherModel: '换一个模型',
  wanted: (count) => `有 ${count} 张照片还没有该模型的描述。`,
  nothingWanted: (model) => `这里的描述都由 ${model} 生成，或您已选择保留其他描述。`,
  noPhotos: '还没有照片。',
  write: '生成描述',
  compare: '新旧对比',
  before: '旧',
  after: '新',
  keepChosen: '完成：保留所选的',
  undoAll: '全部改回旧的',
  earlier: (model) => `先前的描述（${model}）：`,
  otherModelName: '另一个模型',
  useEarlier: '用这条',
  compareAll: '对比新旧描述',
};
