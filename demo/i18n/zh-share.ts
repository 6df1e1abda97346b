import type { enShare } from './en-share.ts';

/** Chinese (simplified) texts of passing photos on. */
export const zhShare: typeof enShare = {
  share: '分享',
  save: () => '保存为 JPEG',
  preparing: '正在准备…',
  ready: '照片已准备好。',
  without: '分享的照片不含拍摄地点、相机等隐藏信息。',
  xmp: '导出为 XMP',
  xmpNote: '每张照片一个附属文件，可用于 Lightroom、darktable 等软件',
  withPlace: '导出时包含拍摄地点（GPS）',
};
