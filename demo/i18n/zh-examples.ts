import type { enExamples } from './en-examples.ts';

/** Chinese (simplified) texts of example photos. */
export const zhExamples: typeof enExamples = {
  more: '多找这类',
  less: '少找这类',
  group: '示例照片',
  moreLike: (name) => `多找与 ${name} 相似的`,
  lessLike: (name) => `少找与 ${name} 相似的`,
};
