import { lineFields, type PlacedLine } from '../../sample/placed-line.ts';
import { compactText, findCompact } from './compact-text.ts';
import type { IndexedText } from './indexed-fields.ts';

/** An item with a line that contains the letters looked for. */
interface FoundLine {
  readonly id: string;
  readonly field: PlacedLine['field'];
  /** Whether they are whole words. */
  readonly isWhole: boolean;
}

type Compact = Readonly<Record<PlacedLine['field'], string>>;

/** Lines of text of all items in compact form, searched for sequences of letters. */
export class LineTexts {
  readonly #compact = new Map<string, Compact>();
  readonly #items = new Map<string, IndexedText>();

  put(id: string, item: IndexedText): void {
    const [ocr, transcript] = lineFields.map((field) => item[field].split('\n').map(compactText).join('\n'));
    if (ocr === undefined || transcript === undefined || ocr.length + transcript.length === 0) return;
    this.#compact.set(id, { ocr, transcript });
    this.#items.set(id, item);
  }

  forget(id: string): void {
    this.#compact.delete(id);
    this.#items.delete(id);
  }

  /** Items with `needle`, a compact text, in one line: whole words if any line has them so. */
  find(needle: string): readonly FoundLine[] {
    const found: FoundLine[] = [];
    for (const [id, compact] of this.#compact) {
      const field = lineFields.find((each) => compact[each].includes(needle));
      const text = field && this.#items.get(id)?.[field];
      if (field === undefined || text === undefined) continue;
      const lines = text.split('\n');
      const at = compact[field].split('\n').flatMap((line, i) => (line.includes(needle) ? [lines[i] ?? ''] : []));
      found.push({ id, field, isWhole: at.some((line) => findCompact(line, needle)?.isWhole === true) });
    }
    return found;
  }
}
