/** English texts of photos that look alike. */
export const enAlikes = {
  region: 'Look-alikes',
  group: 'Group look-alikes',
  looking: 'Looking for look-alikes …',
  more: (count: string) => `+${count}`,
  showAll: (count: string, name: string) => `Show ${count} more like ${name}`,
  keep: (name: string) => `Proposed to keep: ${name}`,
  rule: 'The rule: most pixels, then sharpest, then largest file, then oldest. Titles, descriptions, keywords and the highest rating of the others are kept with it.',
  deleteOthers: (count: string, n: number) => `Keep it and delete ${count} ${n === 1 ? 'other' : 'others'}`,
};
