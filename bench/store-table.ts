import type { Measured, Outcome } from './measure-contender.ts';

interface Column {
  readonly title: string;
  /** Store that is measured and compared with ours. */
  readonly of: (measured: Measured) => Outcome<number> | undefined;
  readonly text: (value: number) => string;
  /** No ratio, because it is one already. */
  readonly alone?: true;
}

/** The part of an outcome that a column shows. */
function part<T>(outcome: Outcome<T> | undefined, of: (value: T) => number): Outcome<number> | undefined {
  return outcome?.kind === 'value' ? { kind: 'value', value: of(outcome.value) } : outcome;
}

const known = (value: number | undefined): Outcome<number> | undefined =>
  value === undefined ? undefined : { kind: 'value', value };
const milliseconds = (value: number): string => (value < 100 ? value.toFixed(2) : value.toFixed(0));
const median = ({ median }: { readonly median: number }): number => median;

function columns(rows: number): readonly Column[] {
  return [
    { title: 'build, durable (s)', of: ({ build }) => part(build, (ms) => ms / 1000), text: (s) => s.toFixed(2) },
    { title: 'reopen to result (ms)', of: ({ open }) => open, text: (ms) => ms.toFixed(0) },
    { title: 'query (ms)', of: ({ search }) => part(search, median), text: milliseconds },
    { title: 'p95 (ms)', of: ({ search }) => part(search, ({ p95 }) => p95), text: milliseconds },
    {
      title: 'recall, image',
      of: ({ search }) => part(search, ({ image }) => image),
      text: (r) => r.toFixed(3),
      alone: true,
    },
    {
      title: 'recall, text',
      of: ({ search }) => part(search, ({ text }) => text),
      text: (r) => r.toFixed(3),
      alone: true,
    },
    { title: 'filter 1 % (ms)', of: ({ filter }) => part(filter, median), text: milliseconds },
    { title: 'new filter (ms)', of: ({ newFilter }) => part(newFilter, median), text: milliseconds },
    { title: 'delete one (ms)', of: ({ remove }) => part(remove, median), text: milliseconds },
    {
      title: 'memory (MB)',
      of: ({ memoryBytes }) => part(known(memoryBytes), (b) => b / 2 ** 20),
      text: (mb) => mb.toFixed(0),
    },
    {
      title: 'disk (bytes per row)',
      of: ({ diskBytes }) => part(known(diskBytes), (b) => b / rows),
      text: (b) => b.toFixed(0),
    },
  ];
}

function cell({ of, text, alone }: Column, measured: Measured, ours: Measured): string {
  const outcome = of(measured);
  if (outcome === undefined) return '';
  switch (outcome.kind) {
    case 'absent':
      return '–';
    case 'late':
      return `> ${outcome.limitS} s`;
    case 'failed':
      return 'failed';
    case 'value': {
      const own = of(ours);
      const compared = measured !== ours && own?.kind === 'value' && alone !== true;
      return text(outcome.value) + (compared ? ` (${factor(outcome.value / own.value)})` : '');
    }
  }
}

function factor(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toPrecision(2)}x`;
}

/** First lines of what failed, by the step. */
function failures({ memoryBytes: _, diskBytes: __, ...steps }: Measured): string {
  return Object.entries(steps as Readonly<Record<string, Outcome<unknown>>>)
    .flatMap(([name, outcome]) => (outcome.kind === 'failed' ? [`${name}: ${outcome.error}`] : []))
    .join('; ');
}

/** One Markdown table: a row for each store, the first is ours; in brackets how many times ours it is. */
export function storeTable(rows: number, stores: readonly (readonly [name: string, measured: Measured])[]): string {
  const shown = columns(rows);
  const ours = stores[0]?.[1] ?? {};
  const lines = [
    [`${rows} x 512`, ...shown.map(({ title }) => title), 'what failed'],
    ...stores.map(([name, measured]) => [
      name,
      ...shown.map((column) => cell(column, measured, ours)),
      failures(measured),
    ]),
  ];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const padded = lines.map((line) => `| ${line.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [padded[0], rule, ...padded.slice(1)].join('\n');
}
