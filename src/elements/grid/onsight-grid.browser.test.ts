import axe from 'axe-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createOnsight } from '../../api/create-onsight.ts';
import type { Onsight } from '../../api/onsight.ts';
import '../define-elements.ts';

// CI runs end-to-end tests beside these: models then load and run several times slower.
vi.setConfig({ testTimeout: 180_000 });

let onsight: Onsight;

beforeAll(async () => {
  onsight = await createOnsight({
    workerUrl: '/fixtures/vitest-worker/worker.ts',
    assetsUrl: '/dist/assets/',
    modelsUrl: '/models/',
  });
  await onsight.deleteLibrary('grid');
});
afterAll(() => onsight.dispose());

const patience = { timeout: 50_000 };
const tilesOf = (grid: Element): HTMLElement[] => [...(grid.shadowRoot?.querySelectorAll<HTMLElement>('.open') ?? [])];
const namesOf = (grid: Element): (string | null)[] => tilesOf(grid).map((tile) => tile.getAttribute('aria-label'));

test('shows a library and the hits of a query, and follows the library', async () => {
  const grid = document.createElement('onsight-grid');
  grid.setAttribute('name', 'grid');
  grid.onsight = onsight;
  document.body.append(grid);
  await expect.poll(() => grid.shadowRoot?.textContent, patience).toContain('No photos');
  const library = await onsight.openLibrary('grid');
  const files = ['tabby-cat-lying-on-porch.jpg', 'white-sports-car-on-road.jpg', 'red-crab-on-sand.jpg'];
  await library.add(
    await Promise.all(files.map(async (name) => new File([await (await fetch(`/samples/${name}`)).blob()], name))),
  );
  await expect.poll(() => namesOf(grid).sort(), patience).toEqual([...files].sort());
  grid.setAttribute('query', 'a car');
  await expect.poll(() => namesOf(grid)[0], patience).toBe('white-sports-car-on-road.jpg');
  await expect.poll(() => grid.shadowRoot?.textContent, patience).toContain('Less certain');
  grid.query = {
    item: (await library.list({ limit: 3 })).find(({ metadata }) => metadata['name'] === files[2])?.id ?? '',
  };
  await expect.poll(() => namesOf(grid), patience).not.toContain(files[2]);
  grid.remove();
});

test('shows given items without a model, and selects them by keyboard and pointer', async () => {
  const grid = document.createElement('onsight-grid');
  const items = ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    modality: 'text' as const,
    metadata: { text: `text ${id}` },
    addedAt: 0,
  }));
  grid.items = items;
  grid.selectable = true;
  const selections: (readonly string[])[] = [];
  const deletions: (readonly string[])[] = [];
  grid.addEventListener('onsight-select', ({ detail }) => selections.push(detail.ids));
  grid.addEventListener('onsight-delete', ({ detail }) => deletions.push(detail.ids));
  document.body.append(grid);
  await expect.poll(() => namesOf(grid), patience).toEqual(['text a', 'text b', 'text c', 'text d']);
  expect((await axe.run(grid)).violations).toEqual([]);
  const press = (key: string, options: KeyboardEventInit = {}): void => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
    grid.shadowRoot?.activeElement?.dispatchEvent(event);
  };
  tilesOf(grid)[0]?.focus();
  press('ArrowRight');
  press(' ');
  expect(grid.selection).toEqual(['b']);
  tilesOf(grid)[3]?.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }));
  press('a', { ctrlKey: true });
  press('Escape');
  press('Delete');
  expect(selections).toEqual([['b'], ['b', 'c', 'd'], ['a', 'b', 'c', 'd'], []]);
  expect(deletions).toEqual([['b']]);
  // One tab stop, where the last click was.
  await expect.poll(() => tilesOf(grid).map(({ tabIndex }) => tabIndex), patience).toEqual([-1, -1, -1, 0]);
  grid.items = items.slice(0, 1);
  await expect.poll(() => namesOf(grid), patience).toEqual(['text a']);
  grid.remove();
});
