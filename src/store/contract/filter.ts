import type { MetadataValue } from './item.ts';

type Comparable = string | number | Date;

/** A test of one metadata field. If there are several operators, all must hold. */
export interface FieldTest {
  readonly eq?: MetadataValue;
  readonly ne?: MetadataValue;
  readonly in?: readonly MetadataValue[];
  readonly gt?: Comparable;
  readonly gte?: Comparable;
  readonly lt?: Comparable;
  readonly lte?: Comparable;
  /** Inclusive at both ends. */
  readonly between?: readonly [Comparable, Comparable];
  readonly exists?: boolean;
  /** True for a string that contains this text, or a list that contains this entry. */
  readonly contains?: string;
}

/**
 * A filter on metadata as plain data: field names to a value (equality) or a {@link FieldTest}; all must hold.
 * `and`, `or`, `not` combine filters. Text is compared as it reads, whatever its case and Unicode form: `STRASSE` equals
 * `Straße`, and a name that macOS decomposed equals the same name composed (NFKC_Casefold; accents count).
 *
 * @example `{ year: { gte: 2020 }, or: [{ folder: 'summer' }, { tags: { contains: 'beach' } }] }`
 */
export interface Filter {
  readonly and?: readonly Filter[];
  readonly or?: readonly Filter[];
  readonly not?: Filter;
  readonly [field: string]: MetadataValue | FieldTest | Filter | readonly Filter[] | undefined;
}

/** A {@link FieldTest} of a field with values of type `V`. */
export interface TypedFieldTest<V> {
  readonly eq?: V;
  readonly ne?: V;
  readonly in?: readonly V[];
  readonly gt?: V extends Comparable ? V : never;
  readonly gte?: V extends Comparable ? V : never;
  readonly lt?: V extends Comparable ? V : never;
  readonly lte?: V extends Comparable ? V : never;
  readonly between?: V extends Comparable ? readonly [V, V] : never;
  readonly exists?: boolean;
  readonly contains?: V extends string | readonly string[] ? string : never;
}

/** A {@link Filter} over declared fields. */
export type TypedFilter<M> = {
  readonly and?: readonly TypedFilter<M>[];
  readonly or?: readonly TypedFilter<M>[];
  readonly not?: TypedFilter<M>;
} & { readonly [F in keyof M]?: NonNullable<M[F]> | TypedFieldTest<NonNullable<M[F]>> };

/** Filter of a store with metadata `M`: typed if its fields were declared. */
export type FilterOf<M> = string extends keyof M ? Filter : TypedFilter<M>;
