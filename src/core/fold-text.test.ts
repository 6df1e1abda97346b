import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText } from './fold-text.ts';

/** Every assigned code point that can stand alone; of ideographs and Hangul syllables, which are alike, every 97th. */
function everyCharacter(): readonly string[] {
  const found: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) code = 0xe000;
    const isAlike = (code > 0x3400 && code < 0xd7a0) || code > 0x20000;
    if (isAlike && code % 97 !== 0) continue;
    const character = String.fromCodePoint(code);
    if (/\P{Cn}/u.test(character)) found.push(character);
  }
  return found;
}

test.each([
  ['STRASSE', 'Straße'],
  ['STRASSE', 'STRAẞE'],
  ['istanbul', 'İstanbul'],
  ['ISTANBUL', 'İSTANBUL'],
  ['DIYARBAKIR', 'Diyarbakır'],
  ['Müllers Gärten Café', 'Müllers Gärten Café'.normalize('NFD')],
  ['학점인정', '학점인정'.normalize('NFD')],
  ['が', 'が'.normalize('NFD')],
  ['ＤＳＣ０１２７３', 'dsc01273'],
  ['ｶﾞｰﾃﾞﾝ', 'ガーデン'],
  ['ﬁle', 'FILE'],
  ['ΟΔΟΣ', 'οδος'],
  ['ΟΔΟΣ.jpg', 'οδός.jpg'.normalize('NFD').replace('\u0301', '')],
  ['ſtone', 'Stone'],
  ['ĂÉÎÖÛŽ', 'ăéîöûž'.normalize('NFD')],
  ['ЙЁЇ', 'йёї'.normalize('NFD')],
  ['co\u00adoperate', 'cooperate'],
  ['a\u00a0b', 'a b'],
  ['a　b', 'a b'],
  ['Ǆ', 'dž'],
  ['①', '1'],
])('%j and %j read the same', (a, b) => {
  expect(foldText(a)).toBe(foldText(b));
});

test.each([
  ['cafe', 'café'],
  ['Österreich', 'Osterreich'],
  ['IMG_1', 'IMG_01'],
  ['a b', 'ab'],
  ['l', '1'],
  ['漢', '汉'],
])('%j and %j do not', (a, b) => {
  expect(foldText(a)).not.toBe(foldText(b));
});

test('every character folds as its upper case, lower case, composed and decomposed form, and only once', () => {
  const wrong = everyCharacter().filter((character) => {
    const folded = foldText(character);
    const forms = [
      folded,
      character.toLowerCase(),
      character.toUpperCase(),
      ...(['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => character.normalize(form)),
    ];
    return [...new Set(forms)].some((form) => form !== character && foldText(form) !== folded);
  });
  expect(wrong.map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16)}`)).toEqual([]);
});

test('equivalent forms of a text fold alike in any context', () => {
  const character = fc.oneof(
    fc.constantFrom(...Array.from('aIiİıßẞﬁΣσςｄがガｶﾞéÖйЁ각ㅏ\u0301\u0307\u0345\u1161\u11a8\u200d')),
    fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
  );
  fc.assert(
    fc.property(fc.array(character, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      const folded = foldText(text);
      expect(foldText(folded)).toBe(folded);
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) expect(foldText(text.normalize(form))).toBe(folded);
    }),
    { numRuns: 400 },
  );
});
