/** English texts on videos. */
export const enFilm = {
  /** Said of a tile, with the length of the video. */
  duration: (time: string) => `Video, ${time}`,
  player: (name: string) => `Player for ${name}`,
  moments: (text: string) => `Moments for “${text}”`,
  /** Name of a button that starts the video at a moment. */
  playAt: (time: string, percent: string) => `Play at ${time}, match ${percent}`,
  playHeardAt: (time: string, percent: string) => `Play at ${time} heard, match ${percent}`,
  heard: 'heard',
  missing: 'onsight does not keep the video itself. Choose the file again to play it.',
  open: 'Open the video',
  unsupported: (type: string) => `Part of this file could not be read: ${type}.`,
  incomplete: 'This file is damaged or incomplete; it was read as far as possible.',
};
