export { firstValue, observable, type Observable, type WritableObservable } from './state/observable.ts';
export { shownValue, type Resource } from './state/resource.ts';
export { observeAdd, type Adding, type ObservedAdd } from './state/observe-add.ts';
export { observeItems, type ObservedItems } from './state/observe-items.ts';
export { observeSearch, type ObservedSearch, type SearchResults } from './state/observe-search.ts';
export { observeSession, type ObservedSession, type SessionStatus } from './state/observe-session.ts';
