import { expect, test } from 'vitest';
import { bindMethods, type MethodCheck } from './bind-methods.ts';

class Counter {
  #count = 0;
  constructor(check?: MethodCheck) {
    bindMethods(this, check);
  }
  get count(): number {
    return this.#count;
  }
  add(by: number): number {
    this.#count += by;
    return this.#count;
  }
}

class Doubling extends Counter {
  override add(by: number): number {
    return super.add(2 * by);
  }
}

test('keeps methods and getters working behind a Proxy', () => {
  const proxy = new Proxy(new Counter(), {});
  expect(proxy.add(2)).toBe(2);
  expect(proxy.count).toBe(2);
});

test('binds the method of the subclass', () => {
  expect(new Proxy(new Doubling(), {}).add(2)).toBe(4);
});

test('checks the arguments of a method before it runs', async () => {
  const check = (method: string, [by]: readonly unknown[]): void => {
    if (typeof by !== 'number') throw new TypeError(`${method} takes a number`);
  };
  const error = new TypeError('add takes a number');
  const throwing = new Counter({ check, throwing: new Set(['add']) });
  expect(() => throwing.add('1' as never)).toThrow(error);
  const rejecting = new Counter({ check, throwing: new Set() });
  await expect(rejecting.add('1' as never)).rejects.toThrow(error);
  expect([throwing.count, rejecting.count]).toEqual([0, 0]);
});
