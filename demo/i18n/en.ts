import type { AddFailure, OnsightErrorCode } from 'onsight';
import { enExamples } from './en-examples.ts';
import { enHow } from './en-how.ts';
import { enAlikes } from './en-alikes.ts';
import { enFind } from './en-find.ts';
import { enModels } from './en-models.ts';
import { enBetter } from './en-better.ts';
import { enShare } from './en-share.ts';
import { enStacks } from './en-stacks.ts';
import { enUses } from './en-uses.ts';
import { enReadText } from './en-read-text.ts';
import { enWhy } from './en-why.ts';
import { enRecording } from './en-recording.ts';
import { enPhoto } from './en-photo.ts';
import { enScale } from './en-scale.ts';
import { enSearch } from './en-search.ts';

/** English texts. Arguments are already formatted for the reader: numbers, bytes and dates. */
export const en = {
  pageTitle: 'onsight: search your photos by what is in them',
  switchLanguage: '中文',
  switchLanguageLabel: '中文: switch to Chinese',
  skipToContent: 'Skip to the photos',
  home: 'onsight, back to the library',
  models: 'Models',
  addPhotos: 'Add photos',
  addFolder: 'Add a folder',
  takePhoto: 'Take a photo',
  dismiss: 'Dismiss',
  close: 'Close',
  retry: 'Try again',
  undo: 'Undo',
  install: 'Install',
  update: { ready: 'A new version of this page is ready.', reload: 'Reload' },
  /** Between facts on one line. */
  separator: ' · ',
  /** Between two sentences, and between a sentence and a button after it. */
  sentenceGap: ' ',
  /** Label of a button that acts on one of many. */
  actionOn: (action: string, what: string) => `${action}: ${what}`,
  first: {
    headingTop: 'Search your photos',
    headingBottom: 'by what is in them',
    lead: 'Everything runs in this page. Your photos never leave your device, and search works offline.',
    trySamples: (count: string) => `Try ${count} sample photos`,
    download: (size: string) => `One-time download: ${size}.`,
    downloaded: 'The model is already on this device.',
    drop: 'You can also drop photos anywhere.',
    sampleGroup: 'Sample photos',
    credits: 'Sample photos: credits and licences',
    suggestionGroup: 'Suggested searches',
    suggest: 'Try',
    /** Each is tested to find a right photo first. */
    suggestions: ['a cat', 'snowy mountains', 'people playing music', 'a castle', 'sports car'],
  },
  search: enSearch,
  find: enFind,
  alikes: enAlikes,
  privacy: {
    requests: (count: string, n: number) => `${count} ${n === 1 ? 'request' : 'requests'} since the model arrived`,
    counted: 'Counted are requests of this page, its workers and its service worker that left this device.',
    try: 'See for yourself: switch off the network, and search.',
  },
  library: {
    list: 'Photos',
    all: (count: string) => `All ${count}`,
    photos: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'}`,
    newIn: (folder: string) => `Find new photos in “${folder}”`,
    nothingNew: (folder: string) => `No new photos in “${folder}”.`,
    onThisDevice: 'On this device',
    worksOffline: 'works offline',
    offlineNow: 'You are offline. Everything still works.',
    offlineStuck: 'You are offline, and part of the model is not downloaded yet.',
    opening: 'Opening your library …',
    selected: (count: string) => `${count} selected`,
    deleteSelected: 'Delete',
    clearSelection: 'Clear selection',
    exportCsv: 'Export as CSV',
    exportJson: 'Export as JSON',
    deleted: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'} deleted`,
    restored: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'} restored`,
    restoreNeedsModel: (model: string) =>
      `These photos were deleted while “${model}” was in use. Choose that model again on the Models page, then try again.`,
    match: (percent: string) => `${percent} match`,
  },
  ingest: {
    region: 'Adding photos',
    preparing: 'Preparing …',
    fetching: (done: string, total: string) => `Loading sample photos: ${done} of ${total}`,
    downloading: 'Downloading the model',
    bytes: (done: string, total: string) => `${done} of ${total}`,
    speed: (bytes: string) => `${bytes}/s`,
    initialising: 'Starting the model …',
    understanding: (done: string, total: string) => `Analysing ${done} of ${total} photos`,
    rate: (perSecond: string) => `${perSecond} photos/s`,
    left: (time: string) => `${time} left`,
    seconds: (n: string) => `${n} s`,
    minutes: (n: string) => `${n} min`,
    hours: (n: string) => `${n} h`,
    pause: 'Pause',
    resume: 'Resume',
    paused: (done: string, total: string) => `Paused at ${done} of ${total}`,
    pausedBefore: 'Paused',
    added: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'} added`,
    /** Where videos or sounds are among them. */
    addedFiles: (count: string, n: number) => `${count} ${n === 1 ? 'file' : 'files'} added`,
    skipped: (count: string, n: number) => `${count} ${n === 1 ? 'duplicate' : 'duplicates'} skipped`,
    failed: (count: string) => `${count} could not be added`,
    ignored: (count: string, n: number) =>
      n === 1 ? `${count} file that is not an image skipped` : `${count} files that are not images skipped`,
    system: (count: string, n: number) => `${count} system ${n === 1 ? 'file' : 'files'} skipped`,
    failedCount: (count: string, n: number, isFolders: boolean) =>
      `${count} ${isFolders ? 'folder' : 'file'}${n === 1 ? '' : 's'}`,
    showMore: (next: string, left: string) => `Show ${next} more of ${left}`,
    interrupted: (done: string, total: string) =>
      `Adding stopped at ${done} of ${total}. Choose the same photos again to go on; those already added are skipped.`,
    chooseAgain: 'Choose photos',
    failedFiles: 'Files that could not be added',
    dropHere: 'Drop to add to your library',
    dropToSearch: 'Or drop on the search field to find similar photos',
    nothingUsable: 'No photos found in your selection.',
  },
  /** After the model changed. */
  reindex: {
    region: 'Updating your library',
    running: (done: string, total: string) => `Updating your library for the new model: ${done} of ${total}`,
    paused: (done: string, total: string) => `Update paused: ${done} of ${total}`,
    nothingLost: 'Your photos, names and captions stay as they are, and nothing leaves this device.',
    searchWorks: 'Search works as before in the meantime.',
    searchCovers: (covered: string, total: string) =>
      `For now, search by description covers ${covered} of ${total} photos.`,
    stopped: 'The update stopped',
    finished: (count: string, n: number) => `Library updated: ${count} ${n === 1 ? 'photo' : 'photos'}`,
    failed: (count: string) => `${count} can only be found by name and caption`,
    failedPhotos: 'No image of these is stored',
  },
  captions: {
    region: 'Captions',
    all: 'Write captions for all',
    allTitle: 'Write a caption for every photo, so that you can search the captions',
    writing: (done: string, total: string) => `Writing captions: ${done} of ${total} photos`,
    paused: (done: string, total: string) => `Captions paused at ${done} of ${total} photos`,
    written: (count: string, n: number) => `${count} ${n === 1 ? 'caption' : 'captions'} written`,
    failed: (count: string, n: number) => `${count} ${n === 1 ? 'photo' : 'photos'} could not be read`,
    cancel: 'Cancel',
  },
  photo: enPhoto,
  recording: enRecording,
  modelsScreen: enModels,
  credits: {
    title: 'Sample photos',
    lead: 'The photos you can try onsight with, with their authors and licences. Resized, otherwise unchanged.',
    source: 'Source',
  },
  failed: { title: 'onsight could not start', useStarter: 'Use the built-in model' },
  scale: enScale,
  how: enHow,
  examples: enExamples,
  stacks: enStacks,
  share: enShare,
  betterCaptions: enBetter,
  modelUses: enUses,
  readText: enReadText,
  why: enWhy,
  error: {
    'webgpu-unavailable': 'No usable graphics card was found. The processor is used instead.',
    'backend-failed': 'The model stopped unexpectedly. Try again.',
    'device-lost': 'The graphics card stopped responding for a moment. Try again.',
    'out-of-memory': 'There is not enough memory. Close other tabs and try again.',
    'download-failed': 'The download was interrupted. Try again to continue where it stopped.',
    'integrity-mismatch': 'A downloaded file was damaged and has been removed. Try again.',
    'not-cached-offline': 'You are offline, and the model is not downloaded yet. Connect once to download it.',
    'quota-exceeded':
      'This device does not have enough free space. Delete a model on the Models page, or delete some photos.',
    'store-blocked': 'Your library is open in another tab with an older version of this page. Close that tab.',
    'store-outdated': 'A newer version of this page is open in another tab. Reload this page.',
    'store-failed': 'Your library could not be opened. If this is a private window, try a normal one.',
    'import-failed': 'This file could not be imported.',
    'remote-unreachable': 'The server could not be reached. Check that it is running, and try again.',
    'remote-failed': 'The server could not complete the request. Check its address and key.',
    'dimension-mismatch': 'This library was made with another model. Choose that model on the Models page.',
    'model-mismatch': 'This library was made with another model. Choose that model on the Models page.',
    'unsupported-model': 'This model cannot be used here. Choose another one on the Models page.',
    'unsupported-format': 'This model folder could not be read. It must be complete, with its weights as safetensors.',
    'image-unreadable': 'This file is not an image, or it is damaged.',
    'media-unreadable': 'A part of this item cannot be read.',
    'unsupported-media': 'This browser cannot open this kind of file. Export it as JPEG.',
    'deadline-exceeded': 'This took too long and was stopped. Try again.',
    'worker-crashed': 'Analysis stopped unexpectedly and is restarting. Try again.',
    'protocol-mismatch': 'This page was updated while it was open. Reload it.',
    'item-not-found': 'This photo is no longer in your library.',
    'setup-blocked': 'This site is not set up correctly, so the model cannot start. Details are in the console.',
    disposed: 'The model was closed. Reload the page.',
    internal: 'Something unexpected happened. Reload the page; your photos are safe.',
  } satisfies Record<OnsightErrorCode, string>,
  /** Why a file could not be added. */
  failure: {
    'not-an-image': 'This file is not an image, or it is damaged.',
    empty: 'This file is empty.',
    damaged: 'This file is damaged.',
    'too-large': 'This image is too large to open.',
    locked: 'This file cannot be opened now. Another program may be using it, or it may have changed.',
    denied: 'You do not have permission to open this.',
    missing: 'This was moved or deleted.',
    unsupported: 'This browser cannot open this kind of file. Export it as JPEG.',
    'no-preview': 'This raw file has no preview image. Export it as JPEG.',
    'no-reader': 'A part of this item is of a kind that cannot be added.',
    'no-sound': 'This video has no sound.',
    'no-video': 'This file has no video track.',
    codec: 'This browser cannot decode this kind of sound or video. Export it as MP4 (H.264, AAC) or MP3.',
    timeout: 'This image took too long to open.',
    'out-of-memory': 'There is not enough memory for this image.',
  } satisfies Record<AddFailure['reason'], string>,
  unsupportedFormat: (format: string) => `This browser cannot open ${format}. Export it as JPEG.`,
  unknownError: 'Something went wrong. Try again.',
};

/** A table of texts in one language. */
export type Messages = Omit<typeof en, 'error'> & { readonly error: Readonly<Record<OnsightErrorCode, string>> };
