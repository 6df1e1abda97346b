import type { ComponentChildren, JSX } from 'preact';

/** Names and values; what has no value is left out. */
export type Facts = readonly (readonly [name: string, value: ComponentChildren])[];

/** A list of names and values in two columns. */
export function FactList({ facts }: { readonly facts: Facts }): JSX.Element {
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value === undefined || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
