import type { LibraryItem } from 'onsight';
import type { QuotedPhrase } from '../../state/search-state.ts';

/** Fields that quoted words are looked for in, those that say most about the image first. */
const fields = ['caption', 'title', 'description', 'keywords', 'people', 'text', 'ocr', 'transcript', 'name'] as const;

const quotation = /"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』/gu;

/** Letters of scripts that put blanks between words. */
const spelled = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u;

/** The quotations of a text, each once. */
export function findPhrases(text: string): readonly QuotedPhrase[] {
  const found = Array.from(text.matchAll(quotation), ([source, ...inner]) => ({
    source,
    phrase: inner.filter(Boolean).join('').trim(),
  }));
  const forms = found.map(({ phrase }) => phrase.toLowerCase());
  return found.filter(({ phrase }, index) => {
    return wordsOf(phrase).length > 0 && forms.indexOf(phrase.toLowerCase()) === index;
  });
}

/** A text of an item that holds a phrase, and where. */
export interface HeldPhrase {
  /** The texts in the form in which they were compared. */
  readonly metadata: LibraryItem['metadata'];
  readonly highlights: readonly { readonly field: string; readonly start: number; readonly end: number }[];
}

/**
 * Finder of a phrase in the texts of items: the same words in the same order, whatever their case and the blanks,
 * hyphens and underscores between them. A part of a Latin word does not count: "cat" is not in "catalogue".
 */
export function phraseFinder(phrase: string): (metadata: LibraryItem['metadata']) => HeldPhrase | undefined {
  const words = wordsOf(phrase);
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'));
  const before = spelled.test(words[0]?.charAt(0) ?? '') ? `(?<!${spelled.source})` : '';
  const after = spelled.test(words.at(-1)?.at(-1) ?? '') ? `(?!${spelled.source})` : '';
  const pattern = new RegExp(`${before}${escaped.join('[\\s\\p{P}]+')}${after}`, 'iu');
  return (metadata) => {
    for (const field of fields) {
      for (const value of [metadata[field]].flat()) {
        if (typeof value !== 'string') continue;
        const text = value.normalize('NFKC');
        const match = pattern.exec(text);
        if (match === null) continue;
        const end = match.index + match[0].length;
        return { metadata: { [field]: text }, highlights: [{ field, start: match.index, end }] };
      }
    }
    return undefined;
  };
}

function wordsOf(phrase: string): readonly string[] {
  return phrase.normalize('NFKC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}
