/** English texts on why a photo was found. */
export const enWhy = {
  title: 'Why this photo',
  foundIn: (field: string) => `${field}:`,
  looks: {
    words: {
      strongly: 'It looks very much like what you described.',
      well: 'It looks like what you described.',
      little: 'It looks only a little like what you described.',
    },
    photo: {
      strongly: 'It looks very much like the photo you chose.',
      well: 'It looks like the photo you chose.',
      little: 'It looks only a little like the photo you chose.',
    },
    image: {
      strongly: 'It looks very much like your image.',
      well: 'It looks like your image.',
      little: 'It looks only a little like your image.',
    },
    examples: {
      strongly: 'It looks very much like your examples.',
      well: 'It looks like your examples.',
      little: 'It looks only a little like your examples.',
    },
    mixed: {
      strongly: 'It fits your words and your photos very well together.',
      well: 'It fits your words and your photos together.',
      little: 'It fits your words and your photos only a little.',
    },
  },
  filters: 'It passes your filters.',
  /** Where in the photo the model found it, by row and column. */
  places: {
    top: { left: 'Mostly in the upper left.', centre: 'Mostly at the top.', right: 'Mostly in the upper right.' },
    middle: { left: 'Mostly on the left.', centre: 'Mostly in the middle.', right: 'Mostly on the right.' },
    bottom: { left: 'Mostly in the lower left.', centre: 'Mostly at the bottom.', right: 'Mostly in the lower right.' },
  },
  everywhere: 'Spread over the whole photo.',
};
