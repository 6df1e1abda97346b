import { expect, test } from 'vitest';

test('can be imported where there is no page', async () => {
  expect(typeof HTMLElement).toBe('undefined');
  const { OnsightSearch } = await import('../elements.ts');
  expect(OnsightSearch.observedAttributes).toContain('models-url');
});
