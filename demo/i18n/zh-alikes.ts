import type { Messages } from './en.ts';

/** Chinese (simplified) texts of photos that look alike. */
export const zhAlikes: Messages['alikes'] = {
  region: '相似照片',
  group: '合并相似照片',
  looking: '正在查找相似照片…',
  more: (count) => `+${count}`,
  showAll: (count, name) => `显示与 ${name} 相似的另外 ${count} 张`,
  keep: (name) => `建议保留：${name}`,
  rule: '规则：依次比较像素数、清晰度、文件大小，最后保留日期较早的一张。其余照片的标题、说明、关键词和最高评分会合并到保留的照片中。',
  deleteOthers: (count) => `保留这张，删除其余 ${count} 张`,
};
