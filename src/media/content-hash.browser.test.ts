import { expect, test } from 'vitest';
import { contentHash } from './content-hash.ts';

test.each([
  // FIPS 180-4 examples.
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
])('the SHA-256 of "%s"', async (text, hash) => {
  expect(await contentHash(new Blob([text]))).toBe(hash);
});

test('streams a large file to the same hash', async () => {
  const piece = crypto.getRandomValues(new Uint8Array(65_536));
  // 33 MB: above the size hashed at once, and not a multiple of any block size.
  const big = new Blob([...Array.from({ length: 512 }, () => piece), new Uint8Array(12_345)]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await big.arrayBuffer()));
  expect(await contentHash(big)).toBe(Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''));
});

test('depends on every byte, but not on name or type', async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const [one, same, other] = await Promise.all([
    contentHash(new File([bytes], 'a.jpg', { type: 'image/jpeg' })),
    contentHash(new Blob([bytes])),
    contentHash(new Blob([new Uint8Array([1, 2, 4])])),
  ]);
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});
