import type { ComponentChildren, JSX } from 'preact';
import { fromAddress } from '../state/address.ts';
import { useObservable } from '../state/use-observable.ts';
import { route, type Route } from '../state/route.ts';

/** Properties of {@link RouteLink}. */
export interface RouteLinkProps {
  readonly to: Route;
  readonly class: string;
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A link to another screen: opens in a new tab, is copied and read out as any link. The library comes without a search. */
export function RouteLink({ to, class: className, label, children }: RouteLinkProps): JSX.Element {
  const { screen } = useObservable(route);
  return (
    <a
      class={className}
      href={fromAddress(to, { text: '' })}
      aria-label={label}
      aria-current={screen === to.screen ? 'page' : undefined}
    >
      {children}
    </a>
  );
}
