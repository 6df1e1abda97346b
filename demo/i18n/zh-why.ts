import type { enWhy } from './en-why.ts';

/** Chinese (simplified) texts on why a photo was found. */
export const zhWhy: typeof enWhy = {
  title: '为什么是这张',
  foundIn: (field) => `${field}：`,
  looks: {
    words: {
      strongly: '画面与您的描述非常相符。',
      well: '画面与您的描述相符。',
      little: '画面与您的描述只有少许相符。',
    },
    photo: {
      strongly: '与您选的照片非常相似。',
      well: '与您选的照片相似。',
      little: '与您选的照片只有少许相似。',
    },
    image: {
      strongly: '与您的图片非常相似。',
      well: '与您的图片相似。',
      little: '与您的图片只有少许相似。',
    },
    examples: {
      strongly: '与您给的示例非常相似。',
      well: '与您给的示例相似。',
      little: '与您给的示例只有少许相似。',
    },
    mixed: {
      strongly: '与您的文字和照片都非常相符。',
      well: '与您的文字和照片都相符。',
      little: '与您的文字和照片只有少许相符。',
    },
  },
  filters: '符合您的筛选条件。',
  places: {
    top: { left: '主要在左上方。', centre: '主要在上方。', right: '主要在右上方。' },
    middle: { left: '主要在左侧。', centre: '主要在中间。', right: '主要在右侧。' },
    bottom: { left: '主要在左下方。', centre: '主要在下方。', right: '主要在右下方。' },
  },
  everywhere: '分布在整张照片中。',
};
