import type { FieldType } from '../store/contract/metadata-schema.ts';

/** Comparison of numbers. */
export type NumberTest = 'eq' | 'gt' | 'gte' | 'lt' | 'lte';

/** A test that a server can do on one field; false if the row does not have the field with that type. */
export type Leaf = { readonly field: string } & (
  | { readonly test: 'has'; readonly type: FieldType }
  | { readonly test: NumberTest; readonly type: 'number' | 'date'; readonly value: number }
  | { readonly test: 'is'; readonly value: string | boolean }
  | { readonly test: 'holds'; readonly entry: string }
);

/**
 * A filter in the operators that servers support. Constants occur only at the top: see {@link allOf}, {@link anyOf}.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Leaf
  | boolean;
