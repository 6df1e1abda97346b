import { OnsightError, type OnsightErrorCode } from '../core/errors.ts';
import type { AddFailure } from '../library/ingest/ingest.ts';

/** English texts. Arguments are formatted for the reader; `n` is a count, for the plural. */
const en = {
  label: 'Search photos',
  placeholder: 'Describe a photo',
  add: 'Add photos',
  choose: 'Choose photos',
  emptyTitle: 'Drop photos here',
  emptyNote: 'They are searched on this device and never uploaded.',
  dropHere: 'Drop to add',
  opening: 'Opening …',
  downloading: (done: string, total: string) => `Downloading the model: ${done} of ${total}`,
  starting: 'Starting the model …',
  analysing: (done: string, total: string) => `Analysing ${done} of ${total} photos`,
  addFailed: (count: string, n: number) => `${count} ${n === 1 ? 'file' : 'files'} could not be added`,
  list: 'Photos',
  photos: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'}`,
  searching: 'Searching …',
  matches: (count: string, n: number) => `${count} ${n === 1 ? 'match' : 'matches'}`,
  relevance: (percent: string) => `${percent} match`,
  onlyWeak: 'No good match. These are the closest.',
  lessCertain: 'Less certain',
  noMatch: 'No matches',
  noPhotos: 'No photos',
  showAll: 'Show all photos',
  select: (name: string) => `Select ${name}`,
  selected: (count: string, _n: number) => `${count} selected`,
  clearSelection: 'Clear selection',
  remove: 'Delete',
  removed: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'} deleted`,
  undo: 'Undo',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  retry: 'Try again',
  describing: 'Describing the image …',
  noCaption: 'There is nothing to describe.',
  looked: 'Where the model looked',
  lookedFor: (word: string) => `Where the model looked for “${word}”`,
  notRead: 'Not an image, or damaged',
  notSupported: 'This browser cannot open this kind of file',
  notOpened: 'The file could not be opened',
  offline: 'You are offline, and the model is not downloaded yet. Connect once to download it.',
  interrupted: 'The download was interrupted. Try again to continue where it stopped.',
  noSpace: 'This device does not have enough free space.',
  noMemory: 'There is not enough memory. Close other tabs and try again.',
  otherTab: 'Your photos are open in another tab with an older version of this page. Close that tab.',
  outdated: 'This page was updated while it was open. Reload it.',
  setup: 'This page is not set up correctly, so the model cannot start.',
  unreadable: 'This image cannot be read.',
  noTask: 'The model of this page cannot do this.',
  failed: 'Something went wrong.',
};

/** Texts of the elements, in one language. */
export type ElementTexts = typeof en;

/** Chinese (simplified) texts. */
const zh: ElementTexts = {
  label: '搜索照片',
  placeholder: '描述您要找的照片',
  add: '添加照片',
  choose: '选择照片',
  emptyTitle: '将照片拖放到这里',
  emptyNote: '搜索在本设备上完成，照片不会上传。',
  dropHere: '松开即可添加',
  opening: '正在打开…',
  downloading: (done, total) => `正在下载模型：${done} / ${total}`,
  starting: '正在启动模型…',
  analysing: (done, total) => `正在分析照片：${done} / ${total}`,
  addFailed: (count) => `${count} 个文件无法添加`,
  list: '照片',
  photos: (count) => `${count} 张照片`,
  searching: '正在搜索…',
  matches: (count) => `${count} 个匹配结果`,
  relevance: (percent) => `匹配度 ${percent}`,
  onlyWeak: '没有高度匹配的照片，以下是最接近的结果。',
  lessCertain: '相关度较低',
  noMatch: '没有找到匹配的照片',
  noPhotos: '还没有照片',
  showAll: '显示全部照片',
  select: (name) => `选择 ${name}`,
  selected: (count) => `已选择 ${count} 张`,
  clearSelection: '取消选择',
  remove: '删除',
  removed: (count) => `已删除 ${count} 张照片`,
  undo: '撤销',
  cancel: '取消',
  dismiss: '知道了',
  retry: '重试',
  describing: '正在描述图片…',
  noCaption: '图片中没有可描述的内容。',
  looked: '模型关注的位置',
  lookedFor: (word) => `模型看到“${word}”的位置`,
  notRead: '不是图片，或已损坏',
  notSupported: '此浏览器无法打开这种文件',
  notOpened: '无法打开此文件',
  offline: '当前离线，模型尚未下载。请联网一次以完成下载。',
  interrupted: '下载中断。重试即可从中断处继续。',
  noSpace: '本设备的可用空间不足。',
  noMemory: '内存不足。请关闭其他标签页后重试。',
  otherTab: '您的照片正在另一个标签页中由旧版页面使用，请关闭该标签页。',
  outdated: '此页面已更新，请重新加载。',
  setup: '此网页设置有误，模型无法启动。',
  unreadable: '无法读取这张图片。',
  noTask: '此页面的模型无法完成这项任务。',
  failed: '出了点问题。',
};

/** Built-in texts in a language; English where there are none. */
export function textsIn(language: string): ElementTexts {
  return /^zh\b/i.test(language) ? zh : en;
}

/** The language of an element's place: the nearest `lang`, through shadow roots. @returns a BCP 47 tag; 'en' if none is set */
export function languageOf(element: Element): string {
  for (let from: Element | undefined = element; from !== undefined;) {
    const lang = from.closest('[lang]')?.getAttribute('lang') ?? '';
    if (lang !== '') return isLanguage(lang) ? lang : 'en';
    const root: Node = from.getRootNode();
    from = root instanceof ShadowRoot ? root.host : undefined;
  }
  return 'en';
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

const byCode: Readonly<Partial<Record<OnsightErrorCode, keyof ElementTexts>>> = {
  'not-cached-offline': 'offline',
  'download-failed': 'interrupted',
  'integrity-mismatch': 'interrupted',
  'quota-exceeded': 'noSpace',
  'out-of-memory': 'noMemory',
  'store-blocked': 'otherTab',
  'store-outdated': 'outdated',
  'protocol-mismatch': 'outdated',
  'setup-blocked': 'setup',
  'image-unreadable': 'unreadable',
  'unsupported-media': 'unreadable',
  'unsupported-model': 'noTask',
};

/** Meaning of an error to a visitor. */
export function errorIn(texts: ElementTexts, error: unknown): string {
  const text = texts[(OnsightError.is(error) ? byCode[error.code] : undefined) ?? 'failed'];
  return typeof text === 'string' ? text : texts.failed;
}

const unread: ReadonlySet<AddFailure['reason']> = new Set(['not-an-image', 'empty', 'damaged']);
const unopened: ReadonlySet<AddFailure['reason']> = new Set([
  'locked',
  'denied',
  'missing',
  'timeout',
  'out-of-memory',
]);

/** Why a file could not be added. */
export function failureIn(texts: ElementTexts, { reason }: Pick<AddFailure, 'reason'>): string {
  if (unread.has(reason)) return texts.notRead;
  return unopened.has(reason) ? texts.notOpened : texts.notSupported;
}

/** A count as a number of the texts' language. */
export function formatCount(count: number, { language }: { readonly language: string }): string {
  return new Intl.NumberFormat(language).format(count);
}
