/** A text whose quotations are hidden behind characters that stand in no query. */
export interface HiddenQuotes {
  readonly text: string;
  /** Puts the quotations back into a piece of it. */
  readonly restore: (piece: string) => string;
}

const quotation = /"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』/g;
/** Private use: one character for each quotation. */
const first = 0xe000;

/** Hides quotations, so that no word inside them is taken for one of the query's own. */
export function hideQuotes(text: string): HiddenQuotes {
  const hidden: string[] = [];
  const without = text.replace(/[\ue000-\uf8ff]/g, '').replace(quotation, (quoted) => {
    hidden.push(quoted);
    return String.fromCharCode(first + hidden.length - 1);
  });
  return {
    text: without,
    restore: (piece) => piece.replace(/[\ue000-\uf8ff]/g, (mark) => hidden[mark.charCodeAt(0) - first] ?? ''),
  };
}
