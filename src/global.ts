// The script tag's `onsight` global: what a page calls, without the types.
export { createOnsight, OnsightError } from './index.ts';
