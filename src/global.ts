// The script tag's `onsight` global: what a page calls, without the types.
export { createOnsight } from './api/create-onsight.ts';
export { OnsightError } from './core/errors.ts';
