import type { enReadText } from './en-read-text.ts';

/** Chinese texts of reading the text in photos. */
export const zhReadText: typeof enReadText = {
  region: '识别文字',
  all: '识别照片里的文字',
  allWithSize: (size) => `识别照片里的文字（${size}）`,
  allTitle: '之后可以用文字搜到截图、招牌和小票',
  reading: (done, total) => `正在识别文字：${done}/${total} 张`,
  paused: '文字识别已暂停。',
  read: (count) => `已识别 ${count} 张照片的文字`,
  failed: (count) => `${count} 张无法识别`,
  inPhoto: '图中文字',
  none: '没有找到文字。',
  one: '识别文字',
  oneWithSize: (size) => `识别文字（需下载 ${size}）`,
  busy: '正在识别…',
  copy: '复制文字',
};
