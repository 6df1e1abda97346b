/** English texts of better captions: old and new side by side. */
export const enBetter = {
  title: 'Better captions',
  lead: 'Another model writes the captions again. You see the old and the new one side by side and choose.',
  writer: (model: string) => `Captions are written by ${model}.`,
  otherModel: 'Choose another model',
  wanted: (count: string, n: number) =>
    `${count} ${n === 1 ? 'photo has' : 'photos have'} no caption by this model yet.`,
  nothingWanted: (model: string) => `All captions here are by ${model}, or you have kept another one.`,
  noPhotos: 'There are no photos yet.',
  write: 'Write captions',
  compare: 'Old and new',
  before: 'Old',
  after: 'New',
  keepChosen: 'Done: keep the chosen ones',
  undoAll: 'Back to the old ones',
  earlier: (model: string) => `Earlier caption, by ${model}:`,
  otherModelName: 'another model',
  useEarlier: 'Use this one',
  compareAll: 'Compare old and new captions',
};
