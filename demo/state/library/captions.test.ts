import { expect, test } from 'vitest';
import type { MetadataChange } from 'onsight';
import { captionFields, chooseCaption, isSettled, replaceCaption, swapCaption, toCaption } from './captions.ts';

const old = { text: 'a cup', by: 'starter' };
const fresh = { text: 'a cup of espresso on a table', by: 'owner/large' };

test('a caption by another model stays beside the new one', () => {
  expect(replaceCaption(old, fresh)).toEqual({ ...fresh, other: old });
  expect(replaceCaption(undefined, fresh)).toEqual(fresh);
  // The same model again, or the same words: nothing to choose from.
  expect(replaceCaption(old, { ...old, text: 'a mug' })).toEqual({ ...old, text: 'a mug' });
  expect(replaceCaption(old, { ...fresh, text: old.text })).toEqual({ ...fresh, text: old.text });
});

test('the old caption comes back, is not written again by the new model, and gives way to it once more', () => {
  const replaced = replaceCaption(old, fresh);
  const swapped = swapCaption(replaced)!;
  expect(swapped).toEqual({ ...old, other: fresh, insteadOf: 'owner/large' });
  expect(isSettled(swapped, 'owner/large')).toBe(true);
  expect(isSettled(old, 'owner/large')).toBe(false);
  expect(swapCaption(swapped)).toMatchObject(replaced);
  expect(chooseCaption(swapped)).toEqual({ ...old, insteadOf: 'owner/large' });
});

test('captions are read back from metadata as they were kept, and other metadata stay', () => {
  const metadata = { name: 'a.jpg', captionOther: 'stale', captionOtherBy: 'x' };
  for (const caption of [old, replaceCaption(old, fresh), swapCaption(replaceCaption(old, fresh))!]) {
    const changed: MetadataChange = { ...metadata, ...captionFields(caption) };
    const kept = Object.fromEntries(
      Object.entries(changed).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
    );
    expect(toCaption(kept)).toEqual(caption);
    expect(kept).toMatchObject({ name: 'a.jpg' });
  }
  expect(toCaption({ caption: 3 })).toBeUndefined();
});
