import type { RowKind } from '../scale/made-rows.ts';

/** English texts of the million-row screen. */
export const enScale = {
  title: 'A million rows',
  lead: 'The vector store by itself: rows are made in this page, kept on this device, and searched exactly as you type.',
  opening: 'Opening the store …',
  build: 'Make rows',
  made: 'Each row is 512 numbers near one of a thousand made-up centres, a label and a kind. Rows stay on this device until you delete them; what they take is said on the buttons.',
  rows: (count: string, size: string) => `${count} rows, ${size}`,
  room: (free: string) => `This browser has room for ${free}.`,
  roomShort: (free: string) => `This browser has room for ${free} only: not for all of these.`,
  building: (done: string, total: string) => `Making rows: ${done} of ${total}`,
  speed: (count: string) => `${count} rows/s`,
  stop: 'Stop',
  stored: (count: string, n: number) => `${count} ${n === 1 ? 'row is' : 'rows are'} stored.`,
  newRows: (count: string, time: string) => `${count} new in ${time}`,
  ask: 'Search',
  meaning:
    'These vectors mean nothing: there is no model here, and words only choose a direction by their letters. What is real is the search: it is exact, and no row is left out.',
  askLabel: 'Search the rows',
  askPlaceholder: 'Any words, or “row 4711”',
  anyRow: 'Like any row',
  like: (row: string) => `Rows like ${row}`,
  filter: 'Search among',
  filters: { all: 'All rows', tenth: 'Label below 10 (10 %)', hundredth: 'Label 7 (1 %)' },
  lastQuery: 'from this page and back',
  times: (count: string) => `Times of the last ${count} searches`,
  hits: 'Nearest rows',
  label: (label: string) => `label ${label}`,
  kinds: { photo: 'photo', drawing: 'drawing', screenshot: 'screenshot', scan: 'scan' } satisfies Record<
    RowKind,
    string
  >,
  care: 'What it takes, and what it stands',
  each: (all: string, one: string) => `${all}, ${one} bytes a row`,
  facts: {
    rows: 'Rows',
    disk: 'On disk',
    memory: 'In memory',
    segments: 'Segments',
    dead: 'Deleted rows',
    browser: 'This website',
  },
  killLead: 'The store works in a worker. Kill it, at any moment: the page starts another, and nothing is lost.',
  kill: 'Kill its worker',
  recovered: (time: string) => `The worker was killed. ${time} later a new one had answered.`,
  verify: 'Check every byte',
  verifying: 'Reading everything again …',
  sound: (rows: string, segments: string) =>
    `All ${rows} rows are as they were written (${segments} segments checked).`,
  damaged: (rows: string, damaged: string, segments: string) =>
    `${rows} rows in ${damaged} of ${segments} segments are damaged and are left out of searches.`,
  delete: 'Delete all rows',
  deleting: 'Deleting …',
  deleteAsk: (count: string) => `Delete all ${count} made rows?`,
};
