export { createTestOnsight } from './testing/create-test-onsight.ts';
export { createTestImage } from './testing/test-image.ts';
