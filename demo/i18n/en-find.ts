/** English texts of filters, suggestions, order and albums. */
export const enFind = {
  /** Names of what photos have values of. */
  facets: {
    date: 'Date',
    place: 'Place',
    camera: 'Camera',
    folder: 'Folder',
    type: 'Type',
    keyword: 'Keyword',
    people: 'People',
    captions: 'Captions',
  },
  /** Values that are no texts of the photos themselves. */
  values: { captions: { with: 'With captions', without: 'Without captions' } },
  /** Chips of filters. */
  narrowed: {
    place: (value: string) => `Taken in ${value}`,
    camera: (value: string) => `Taken with ${value}`,
    folder: (value: string) => `In folder “${value}”`,
    type: (value: string) => `${value} files`,
    keyword: (value: string) => `Keyword “${value}”`,
    people: (value: string) => `With ${value}`,
    captions: (value: string) => value,
  },
  year: (year: string) => year,
  exactly: (phrase: string) => `Exactly “${phrase}”`,
  album: 'Album',
  suggestions: 'Suggestions',
  suggested: (count: string, n: number) => `${count} ${n === 1 ? 'suggestion' : 'suggestions'}`,
  /** Before the number of photos of a suggestion. */
  photosOf: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'}`,
  undated: 'No date',
  /** Label of the list of months. */
  jump: 'Jump to month',
  orders: { relevance: 'Best match', newest: 'Newest first', oldest: 'Oldest first', name: 'Name' },
  sorted: (order: string) => `Sort: ${order}`,
  albums: 'Albums',
  albumName: 'Album name',
  saveAlbum: 'Save search as album',
  renameAlbum: 'Rename',
  deleteAlbum: 'Delete album',
  /** Albums show what their search finds, also photos that are added later. */
  albumNote: 'An album shows what its search finds, including photos that you add later.',
  albumsOfAll: 'Make an album of each',
  albumSaved: (name: string) => `Album “${name}” saved`,
  albumDeleted: (name: string) => `Album “${name}” deleted. Its photos stay.`,
  albumsMade: (count: string, n: number) => `${count} ${n === 1 ? 'album' : 'albums'} made`,
};
