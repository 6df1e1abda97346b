import axe from 'axe-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createOnsight } from '../../api/create-onsight.ts';
import type { Onsight } from '../../api/onsight.ts';
import '../define-elements.ts';
import type { OnsightGrid } from '../grid/onsight-grid.tsx';
import type { OnsightSearch } from './onsight-search.tsx';

const addresses = {
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
};
// CI runs end-to-end tests beside these: models then load and run several times slower.
vi.setConfig({ testTimeout: 180_000 });

let onsight: Onsight;

beforeAll(async () => {
  onsight = await createOnsight(addresses);
  await onsight.deleteLibrary('elements');
});
afterAll(() => onsight.dispose());

async function sample(name: string): Promise<File> {
  const response = await fetch(`/samples/${name}.jpg`);
  return new File([await response.blob()], `${name}.jpg`, { type: 'image/jpeg' });
}

const within = (element: Element, selector: string): HTMLElement | null =>
  element.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
const status = (element: Element): string => within(element, '[part=status]')?.textContent ?? '';
const tiles = (element: Element): (string | null)[] => {
  const grid = within(element, 'onsight-grid');
  return [...(grid?.shadowRoot?.querySelectorAll('.open') ?? [])].map((tile) => tile.getAttribute('aria-label'));
};
const patience = { timeout: 50_000 };

/** An element that borrows an instance. */
function withAddresses(modelsUrl = addresses.modelsUrl): OnsightSearch {
  const element = document.createElement('onsight-search');
  element.setAttribute('models-url', modelsUrl);
  element.setAttribute('worker-url', addresses.workerUrl);
  element.setAttribute('assets-url', addresses.assetsUrl);
  element.setAttribute('name', 'elements');
  return element;
}

async function type(element: Element, text: string): Promise<void> {
  await expect.poll(() => within(element, 'input[type=search]'), patience).not.toBeNull();
  const field = within(element, 'input[type=search]') as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

function press(target: Element | null | undefined, key: string): void {
  target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }));
}

test('indexes photos, finds them by words, deletes and restores them', async () => {
  const element = document.createElement('onsight-search');
  element.name = 'elements';
  element.onsight = onsight;
  document.body.append(element);
  await expect.poll(() => within(element, '[part=empty]')?.textContent, patience).toContain('Drop photos here');
  expect((await axe.run(element)).violations).toEqual([]);

  const names = ['white-sports-car-on-road', 'tabby-cat-lying-on-porch', 'stack-of-pancakes'];
  element.add([...(await Promise.all(names.map(sample))), new File(['not an image'], 'broken.jpg')]);
  await expect.poll(() => status(element), patience).toBe('3 photos');
  await expect.poll(() => within(element, '[part=failures]')?.textContent, patience).toContain('broken.jpg');

  await type(element, 'a cat');
  await expect.poll(() => status(element), patience).toBe('1 match');
  expect(tiles(element)[0]).toBe('tabby-cat-lying-on-porch.jpg');
  const grid = within(element, 'onsight-grid') as OnsightGrid;
  await expect.poll(() => grid.shadowRoot?.querySelectorAll('img').length, patience).toBe(3);
  expect((await axe.run(element)).violations).toEqual([]);

  const opened: unknown[] = [];
  element.addEventListener('onsight-open', ({ detail }) => opened.push(detail.item.metadata['name']));
  const first = within(grid, '.open');
  first?.click();
  expect(opened).toEqual(['tabby-cat-lying-on-porch.jpg']);
  first?.focus();
  press(first, ' ');
  await expect.poll(() => within(element, '[part=selection]')?.textContent, patience).toContain('1 selected');
  press(first, 'Delete');
  await expect.poll(() => within(element, '[part=toast]')?.textContent, patience).toContain('1 photo deleted');
  await expect.poll(() => tiles(element), patience).not.toContain('tabby-cat-lying-on-porch.jpg');
  expect((await axe.run(element)).violations).toEqual([]);
  within(element, '[part=toast] button')?.click();
  await expect.poll(() => tiles(element)[0], patience).toBe('tabby-cat-lying-on-porch.jpg');
  element.remove();
});

test('speaks the language of its place and takes texts of the page', async () => {
  const element = document.createElement('onsight-search');
  element.onsight = onsight;
  element.name = 'elements';
  const place = document.createElement('section');
  place.lang = 'zh-Hans';
  place.append(element);
  document.body.append(place);
  await expect.poll(() => status(element), patience).toBe('3 张照片');
  element.texts = { photos: (count) => `${count} 张图` };
  await expect.poll(() => status(element), patience).toBe('3 张图');
  place.remove();
});

test('goes on through a move in the document, and ends with its removal', async () => {
  const element = withAddresses();
  const ready: unknown[] = [];
  element.addEventListener('onsight-ready', ({ detail }) => ready.push(detail.library));
  document.body.append(element);
  await expect.poll(() => status(element), patience).toBe('3 photos');
  const { library } = element;
  const place = document.createElement('section');
  document.body.append(place);
  place.append(element);
  // A twin borrows the same instance, which outlives the first element.
  const twin = withAddresses();
  document.body.append(twin);
  await expect.poll(() => status(twin), patience).toBe('3 photos');
  expect(ready).toEqual([library]);
  element.remove();
  await expect.poll(() => element.library, patience).toBeUndefined();
  expect(await twin.library?.count()).toBe(3);
  const last = twin.library;
  twin.remove();
  await expect.poll(() => twin.library, patience).toBeUndefined();
  await expect(last?.count()).rejects.toMatchObject({ code: 'disposed' });
  place.remove();
});

test('shows what went wrong, and tries again', async () => {
  const element = withAddresses('/no-such-models/');
  const codes: unknown[] = [];
  element.addEventListener('onsight-error', ({ detail }) => codes.push(Reflect.get(detail.error as object, 'code')));
  document.body.append(element);
  await expect.poll(() => within(element, '[role=alert] button'), patience).not.toBeNull();
  expect(codes).toHaveLength(1);
  expect((await axe.run(element)).violations).toEqual([]);
  element.onsight = onsight;
  await expect.poll(() => status(element), patience).toBe('3 photos');
  expect(within(element, '[role=alert]')).toBeNull();
  element.remove();
});
