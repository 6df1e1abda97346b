import type { Library } from '../api/library.ts';
import type { Caption } from '../tasks/caption/contract.ts';
import { OnsightCaption } from './image/onsight-caption.tsx';
import { OnsightGrid } from './grid/onsight-grid.tsx';
import { OnsightSearch } from './search/onsight-search.tsx';
import { OnsightSpotlight } from './image/onsight-spotlight.tsx';
import type { ShownItem } from './grid/shown-items.ts';

const elements = {
  'onsight-grid': OnsightGrid,
  'onsight-search': OnsightSearch,
  'onsight-caption': OnsightCaption,
  'onsight-spotlight': OnsightSpotlight,
};

// Not on a server; and once, if a page has two copies of this module.
if (typeof customElements !== 'undefined')
  for (const [name, element] of Object.entries(elements))
    if (customElements.get(name) === undefined) customElements.define(name, element);

declare global {
  interface HTMLElementTagNameMap {
    'onsight-grid': OnsightGrid;
    'onsight-search': OnsightSearch;
    'onsight-caption': OnsightCaption;
    'onsight-spotlight': OnsightSpotlight;
  }

  interface HTMLElementEventMap {
    'onsight-ready': CustomEvent<{ readonly library: Library }>;
    'onsight-open': CustomEvent<{ readonly item: ShownItem }>;
    'onsight-select': CustomEvent<{ readonly ids: readonly string[] }>;
    'onsight-delete': CustomEvent<{ readonly ids: readonly string[] }>;
    'onsight-end': CustomEvent<{ readonly items: number }>;
    'onsight-caption': CustomEvent<Caption>;
    'onsight-spotlight': CustomEvent<{ readonly word: string | undefined }>;
    'onsight-error': CustomEvent<{ readonly error: unknown }>;
  }
}

export { OnsightCaption, OnsightGrid, OnsightSearch, OnsightSpotlight };
