/** A span of days that a text names: from the first moment of `from` to before `to`, in local time. */
export interface FoundDate {
  /** The words that name it, as they were typed. */
  readonly source: string;
  readonly from: Date;
  readonly to: Date;
}

type Span = readonly [from: Date, to: Date];

/** In English, from January on. */
export const monthNames: readonly string[] =
  'january february march april may june july august september october november december'.split(' ');
/** First month of each season, as meteorologists of the northern hemisphere count; winter begins in December. */
const seasons: Readonly<Record<string, number>> = {
  spring: 2,
  summer: 5,
  autumn: 8,
  fall: 8,
  winter: 11,
  春: 2,
  夏: 5,
  秋: 8,
  冬: 11,
};
const monthPattern = monthNames.map((name) => `${name}|${name.slice(0, 3)}`).join('|');
const year = '(?<year>(?:19|20)\\d\\d)';
const rules: readonly (readonly [pattern: string, span: (match: Groups, now: Date) => Span])[] = [
  [
    `(?:in |from )?(?<month>${monthPattern})\\.? (?:of )?${year}`,
    ({ month, year: y }) => monthSpan(+y, monthOf(month)),
  ],
  [
    `(?:in |from )?(?:the )?(?<season>spring|summer|autumn|fall|winter) (?:of )?${year}`,
    (m) => seasonSpan(m.season, +m.year),
  ],
  ['(?:from )?last (?<season>spring|summer|autumn|fall|winter)', ({ season }, now) => lastSeason(season, now)],
  ['(?:from )?this (?<season>spring|summer|autumn|fall|winter)', (m, now) => seasonSpan(m.season, now.getFullYear())],
  ['(?:from )?last year', (_, now) => yearSpan(now.getFullYear() - 1)],
  ['(?:from )?this year', (_, now) => yearSpan(now.getFullYear())],
  ['(?:from )?last month', (_, now) => monthSpan(now.getFullYear(), now.getMonth() - 1)],
  ['(?:from )?this month', (_, now) => monthSpan(now.getFullYear(), now.getMonth())],
  ['(?:from )?last week', (_, now) => weekSpan(now, -7)],
  ['(?:from )?this week', (_, now) => weekSpan(now, 0)],
  ['(?:from )?yesterday', (_, now) => daySpan(now, -1)],
  ['(?:from )?today', (_, now) => daySpan(now, 0)],
  [`(?:in|from|during) ${year}`, (m) => yearSpan(+m.year)],
];
const chineseRules: typeof rules = [
  [`${year}年(?<month>1[0-2]|0?[1-9])月份?`, ({ month, year: y }) => monthSpan(+y, +month - 1)],
  [`${year}年的?(?<season>[春夏秋冬])[天季]?`, (m) => seasonSpan(m.season, +m.year)],
  [
    '(?<past>去年|前年|今年)的?(?<season>[春夏秋冬])[天季]?',
    ({ past, season }, now) => seasonSpan(season, yearOf(past, now)),
  ],
  [`${year}年`, (m) => yearSpan(+m.year)],
  ['(?<past>去年|前年|今年)', ({ past }, now) => yearSpan(yearOf(past, now))],
  ['上个?月', (_, now) => monthSpan(now.getFullYear(), now.getMonth() - 1)],
  ['(?:这个|本)月', (_, now) => monthSpan(now.getFullYear(), now.getMonth())],
  ['上个?(?:周|星期|礼拜)(?![一二三四五六日天末])', (_, now) => weekSpan(now, -7)],
  ['(?:这|本)(?:周|星期)(?![一二三四五六日天末])', (_, now) => weekSpan(now, 0)],
  ['昨天', (_, now) => daySpan(now, -1)],
  ['今天', (_, now) => daySpan(now, 0)],
];

/** Named groups of a rule; a group that a rule has is always matched. */
type Groups = Readonly<Record<'month' | 'year' | 'season' | 'past', string>>;

/**
 * The first date in a text, by rule: "last summer", "in May 2024", "yesterday", 去年夏天. Nothing is guessed: a text that
 * no rule takes has no date.
 */
export function findDate(text: string, now: Date): FoundDate | undefined {
  for (const [pattern, span] of rules) {
    const match = new RegExp(`(?<![\\p{L}\\p{N}"])${pattern}(?![\\p{L}\\p{N}"])`, 'iu').exec(text);
    if (match !== null) return toFound(match, span, now);
  }
  for (const [pattern, span] of chineseRules) {
    const match = new RegExp(`在?${pattern}的?`, 'u').exec(text);
    if (match !== null) return toFound(match, span, now);
  }
  return undefined;
}

function toFound(match: RegExpExecArray, span: (match: Groups, now: Date) => Span, now: Date): FoundDate {
  const [from, to] = span(match.groups as unknown as Groups, now);
  return { source: match[0], from, to };
}

function daySpan(now: Date, by: number): Span {
  const [y, m, d] = [now.getFullYear(), now.getMonth(), now.getDate()];
  return [new Date(y, m, d + by), new Date(y, m, d + by + 1)];
}

/** Weeks begin on Monday (ISO 8601). */
function weekSpan(now: Date, by: number): Span {
  const monday = now.getDate() - ((now.getDay() + 6) % 7) + by;
  const [y, m] = [now.getFullYear(), now.getMonth()];
  return [new Date(y, m, monday), new Date(y, m, monday + 7)];
}

function monthSpan(y: number, month: number): Span {
  return [new Date(y, month), new Date(y, month + 1)];
}

function yearSpan(y: number): Span {
  return [new Date(y, 0), new Date(y + 1, 0)];
}

function seasonSpan(season: string, y: number): Span {
  const first = seasons[season.toLowerCase()] ?? 0;
  return [new Date(y, first), new Date(y, first + 3)];
}

/** The season that ended last. */
function lastSeason(season: string, now: Date): Span {
  const spans = [0, -1, -2].map((by) => seasonSpan(season, now.getFullYear() + by));
  return spans.find(([, to]) => to <= now) ?? seasonSpan(season, now.getFullYear() - 2);
}

function monthOf(name: string): number {
  return monthNames.findIndex((month) => month.startsWith(name.toLowerCase().slice(0, 3)));
}

function yearOf(past: string, now: Date): number {
  return now.getFullYear() - ({ 今年: 0, 去年: 1 }[past] ?? 2);
}
