import type { enStacks } from './en-stacks.ts';

/** Chinese (simplified) texts of sorting photos into stacks. */
export const zhStacks: typeof enStacks = {
  title: '按标签分堆',
  lead: '输入几个标签，每张照片会归入最合适的一堆。',
  labels: '标签，用逗号隔开',
  placeholder: '海滩，食物，人物',
  sort: '分堆',
  ofAll: (count) => `图库中全部 ${count} 张照片。`,
  ofSelection: (count) => `已选的 ${count} 张照片。`,
  takeAll: '改为整理全部照片',
  sorting: (done, total) => `正在分堆：${done} / ${total} 个标签`,
  sorted: (labels, unsure) => `已按 ${labels} 个标签分堆，${unsure} 张不确定。`,
  guesses: '这些标签是模型的猜测，难免有错。图库中没有任何改动。',
  unread: (labels) => `模型不理解：${labels}。`,
  unsure: '不确定',
  unsureNote: '没有合适的标签，或有几个标签同样合适。',
  count: (count) => `${count} 张`,
  select: '选中',
  showAll: (count) => `显示全部 ${count} 张`,
};
