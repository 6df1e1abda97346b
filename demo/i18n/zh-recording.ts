import type { enRecording } from './en-recording.ts';

/** Chinese texts on videos and sounds. */
export const zhRecording: typeof enRecording = {
  duration: { video: (time) => `视频，时长 ${time}`, audio: (time) => `音频，时长 ${time}` },
  player: (name) => `${name} 的播放器`,
  moments: (text) => `与“${text}”相符的片段`,
  playAt: (time, percent) => `播放 ${time}，匹配度 ${percent}`,
  playHeardAt: (time, percent) => `播放 ${time} 声音，匹配度 ${percent}`,
  heard: '声音',
  probably: '可能听到',
  missing: {
    video: 'onsight 不保存视频本身，重新选择该文件后即可播放。',
    audio: 'onsight 不保存音频本身，重新选择该文件后即可播放。',
  },
  open: { video: '打开视频', audio: '打开音频' },
  unsupported: (type) => `此文件有一部分无法读取：${type}。`,
  incomplete: '此文件已损坏或不完整，只读取了能读的部分。',
};
