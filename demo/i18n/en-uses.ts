/** English texts on what models are good for, and how fast they are here. */
export const enUses = {
  title: 'Which model does what',
  uses: {
    search: 'Search',
    caption: 'Captions',
    ask: 'Questions',
    readText: 'Text in images',
    sound: 'Sounds',
  },
  strengths: {
    smallest: 'smallest download',
    manyLanguages: 'searches in many languages',
    chinese: 'for Chinese',
    english: 'for English',
  },
  measure: 'Measure this device',
  measuring: 'Measuring …',
  measuredNow: 'Measured just now with a sample photo and the models in use.',
  embedTime: 'Add a photo',
  captionTime: 'Write a caption',
  notHere: 'not downloaded yet',
};
