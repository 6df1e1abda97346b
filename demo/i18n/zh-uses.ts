import type { enUses } from './en-uses.ts';

/** Chinese (simplified) texts on what models are good for. */
export const zhUses: typeof enUses = {
  title: '各模型的用途',
  uses: {
    search: '搜索',
    caption: '生成描述',
    ask: '回答问题',
    readText: '图中文字',
    sound: '声音',
  },
  strengths: {
    smallest: '下载量最小',
    manyLanguages: '支持多种语言搜索',
    chinese: '适合中文',
    english: '适合英文',
  },
  measure: '测试本设备',
  measuring: '正在测量…',
  measuredNow: '刚刚用一张示例照片和正在使用的模型实测。',
  embedTime: '分析一张照片',
  captionTime: '生成一条描述',
  notHere: '尚未下载',
};
