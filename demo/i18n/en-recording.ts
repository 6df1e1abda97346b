/** English texts on videos and sounds. */
export const enRecording = {
  /** Said of a tile, with the length of the recording. */
  duration: { video: (time: string) => `Video, ${time}`, audio: (time: string) => `Sound, ${time}` },
  player: (name: string) => `Player for ${name}`,
  moments: (text: string) => `Moments for “${text}”`,
  /** Name of a button that starts the video at a moment. */
  playAt: (time: string, percent: string) => `Play at ${time}, match ${percent}`,
  playHeardAt: (time: string, percent: string) => `Play at ${time} heard, match ${percent}`,
  heard: 'heard',
  /** Above names of sounds; each is a guess of the model. */
  probably: 'Probably heard',
  missing: {
    video: 'onsight does not keep the video itself. Choose the file again to play it.',
    audio: 'onsight does not keep the sound itself. Choose the file again to play it.',
  },
  open: { video: 'Open the video', audio: 'Open the sound' },
  unsupported: (type: string) => `Part of this file could not be read: ${type}.`,
  incomplete: 'This file is damaged or incomplete; it was read as far as possible.',
};
