import type { RowKind } from '../scale/made-rows.ts';

/** English texts of the million-row screen. */
export const enScale = {
  title: 'A million rows',
  lead: 'A model turns a photo into a vector, a list of numbers; onsight keeps vectors and finds the nearest. Here its store works by itself, without a model: rows are made up in this page, stay on this device, and are searched as you type.',
  opening: 'Opening the store …',
  build: 'Make rows',
  made: 'Each row is a made-up vector of 512 numbers with a label from 0 to 99 and a kind. The buttons say what so many rows take on disk; they stay until you delete them.',
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
    'These vectors mean nothing: words choose a direction by their letters only, and the rows found have nothing to do with them. What is real is the search: exact over all rows, its time taken from this page to the store and back.',
  askLabel: 'Search the rows',
  askPlaceholder: 'Any words, or “row 4711”',
  anyRow: 'A random row',
  like: (row: string) => `Rows like ${row}`,
  filter: 'Search among',
  filters: { all: 'All rows', tenth: 'Label below 10 (10 %)', hundredth: 'Label 7 (1 %)' },
  lastQuery: 'last search',
  slowest: (time: string) => `max ${time}`,
  times: (count: string) => `Times of the last ${count} searches`,
  hits: 'Nearest rows',
  noRows: 'Make rows first: the ten nearest appear here.',
  label: (label: string) => `label ${label}`,
  kinds: { photo: 'photo', drawing: 'drawing', screenshot: 'screenshot', scan: 'scan' } satisfies Record<
    RowKind,
    string
  >,
  care: 'Space and safety',
  blocks: (count: string, n: number) => `${count} ${n === 1 ? 'block' : 'blocks'} of rows, each with a checksum`,
  each: (all: string, one: string) => `${all}, ${one} bytes a row`,
  facts: {
    rows: 'Rows',
    disk: 'On disk',
    memory: 'In memory',
    segments: 'Segments',
    dead: 'Deleted rows',
    browser: 'This website',
  },
  killLead:
    'The store works beside the page, in a worker: a thread of its own. Kill it at any moment, also while rows are made: the page starts another, and what was stored is there.',
  kill: 'Kill its worker',
  killing: 'Killing the worker …',
  recovered: (time: string, rows: string) =>
    `Killed. ${time} later a new worker had answered; all ${rows} stored rows are there.`,
  missing: (missing: string, rows: string) => `Killed, and ${missing} of the ${rows} stored rows are missing.`,
  opened: (time: string) => `Opened and searched for the first time in ${time}.`,
  verify: 'Check every byte',
  verifying: 'Reading everything again …',
  sound: (rows: string, segments: string) =>
    `All ${rows} rows are as they were written (${segments} segments checked).`,
  damaged: (rows: string, damaged: string, segments: string) =>
    `${rows} rows in ${damaged} of ${segments} segments are damaged and are left out of searches.`,
  delete: 'Delete all rows',
  deleting: 'Deleting …',
  deleted: 'All rows are deleted. Some browsers give all of the room back only when this page is closed.',
  deleteAsk: (count: string) => `Delete all ${count} made rows?`,
};
