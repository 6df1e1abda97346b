import type { Messages } from './en.ts';

/** Chinese (simplified) texts of filters, suggestions, order and albums. */
export const zhFind: Messages['find'] = {
  facets: {
    date: '日期',
    place: '地点',
    camera: '相机',
    folder: '文件夹',
    type: '类型',
    keyword: '关键词',
    people: '人物',
    captions: '描述',
  },
  values: { captions: { with: '有描述', without: '没有描述' } },
  narrowed: {
    place: (value) => `拍摄于${value}`,
    camera: (value) => `用 ${value} 拍摄`,
    folder: (value) => `文件夹“${value}”`,
    type: (value) => `${value} 文件`,
    keyword: (value) => `关键词“${value}”`,
    people: (value) => `人物：${value}`,
    captions: (value) => value,
  },
  year: (year) => `${year}年`,
  exactly: (phrase) => `含有“${phrase}”原文`,
  album: '相册',
  suggestions: '搜索建议',
  suggested: (count) => `${count} 条建议`,
  photosOf: (count) => `${count} 张照片`,
};
