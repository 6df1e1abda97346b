import type { AbortOptions } from '../core/async/abort.ts';
import { checkVector } from './contract/check-rows.ts';
import { completeSpace, moveRows, pendingRows, type MovedCount, type MovedRow } from './rows/move-rows.ts';
import type { Filter } from './contract/filter.ts';
import type { Metadata, Modality, NewRow, Row, RowField, ScoredItem } from './contract/item.ts';
import type { RowRecord } from './format/row-block.ts';
import { reportSpaces, type SpacesReport } from './segments/space-coverage.ts';
import { SpaceIndex, type ListedRows, type SearchedRows } from './space-index.ts';
import { hasParts, searchItems, searchWholeItems } from './rows/search-items.ts';
import { resolveSearch } from './rows/resolve-search.ts';
import { scanAhead } from './rows/search-rows.ts';
import { compileSelection } from './rows/selection.ts';
import type { StoreScanOptions, StoreSearchOptions } from './contract/store.ts';
import { StoreMaintenance } from './maintenance/store-maintenance.ts';

/** The part of a store that handles rows in the embedding spaces of other models. */
export abstract class SpacedStore extends StoreMaintenance implements ListedRows {
  abstract scan<F extends RowField = 'metadata'>(
    options?: StoreScanOptions<Metadata, F>,
  ): AsyncIterable<Row<Metadata, F>>;
  abstract count(filter?: Filter, options?: AbortOptions): Promise<number>;

  modalities({ signal }: AbortOptions = {}): Promise<readonly Modality[]> {
    return this.collection.read(({ state }) => Promise.resolve(state.modalities), { signal });
  }

  /** Coverage of the store by the spaces of several models: see `openIndexedStore`. */
  spaces({ signal }: AbortOptions = {}): Promise<SpacesReport> {
    return this.collection.read((view) => Promise.resolve(reportSpaces(view)), { signal });
  }

  /** The same rows, searched by the vectors that they have, or had, in another space. */
  inSpace(space: number): SearchedRows {
    return new SpaceIndex(this.collection, this.options, { space, store: this });
  }

  /** See `SearchedRows.searchItems`. */
  async searchItems(
    vector: NewRow['vector'],
    options: StoreSearchOptions = {},
  ): Promise<readonly ScoredItem<RowField>[]> {
    const search = resolveSearch(options, this.options.schema);
    const items = compileSelection({ filter: options.filter }, this.options.schema);
    const query = checkVector(vector, this.options);
    return this.collection.readAhead(
      (view) => (hasParts(view) ? undefined : scanAhead(view, query, search)),
      (view, ahead) =>
        hasParts(view) ? searchItems(view, query, { ...search, items }) : searchWholeItems(view, query, search, ahead),
      { signal: options.signal },
    );
  }

  /** Rows of other spaces, oldest segments first, those whose `rowKey` is in `except` left out. */
  pendingRows(
    limit: number,
    except: ReadonlySet<string>,
    { signal }: AbortOptions = {},
  ): Promise<readonly RowRecord[]> {
    return this.collection.read((view) => pendingRows(view, limit, except), { signal });
  }

  /** Gives rows of other spaces a vector in this one; on disk when it resolves. @returns what was moved */
  async moveRows(rows: readonly MovedRow[], { signal }: AbortOptions = {}): Promise<MovedCount> {
    const checked = rows.map((row) => ({ ...row, vector: checkVector(row.vector, this.options) }));
    const options = { signal, neededBytes: 4 * this.dims * rows.length };
    const moved = await this.collection.write((view) => moveRows(view, checked, this.options.keepFloat32), options);
    if (moved.rows > 0) this.collection.wrote();
    return moved;
  }

  /** Drops all that other spaces hold but rows whose `rowKey` is in `left`; false when more wait to be moved. */
  async completeSpace(left: ReadonlySet<string>, { signal }: AbortOptions = {}): Promise<boolean> {
    const isComplete = await this.collection.write((view) => completeSpace(view, left), { signal });
    if (!isComplete) return false;
    this.collection.forgetSpaces();
    this.collection.wrote();
    return true;
  }
}
