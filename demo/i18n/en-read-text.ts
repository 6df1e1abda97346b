/** English texts of reading the text in photos. */
export const enReadText = {
  region: 'Reading text',
  all: 'Read text in photos',
  allWithSize: (size: string) => `Read text in photos (${size})`,
  allTitle: 'Makes screenshots, signs and receipts findable by their words',
  reading: (done: string, total: string) => `Reading text: ${done} of ${total} photos`,
  paused: 'Reading text is paused.',
  read: (count: string, n: number) => (n === 1 ? 'Read the text of 1 photo' : `Read the text of ${count} photos`),
  failed: (count: string, n: number) => (n === 1 ? '1 could not be read' : `${count} could not be read`),
  inPhoto: 'Text in this photo',
  none: 'No text found.',
  one: 'Read text',
  oneWithSize: (size: string) => `Read text (${size} download)`,
  busy: 'Reading …',
  copy: 'Copy text',
};
