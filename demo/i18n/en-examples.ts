/** English texts of example photos: more like these, less like those. */
export const enExamples = {
  more: 'More like this',
  less: 'Less like this',
  group: 'Example photos',
  moreLike: (name: string) => `More like ${name}`,
  lessLike: (name: string) => `Less like ${name}`,
};
