import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseXmp } from './xmp-document.ts';

test('reads elements, attributes, text and entities, and keeps names as written', () => {
  const root = parseXmp(
    '<?xpacket begin=""?><!-- <a> --><x:xmpmeta xmlns:x=\'adobe:ns:meta/\'><r a="1 &gt; 0"/>Q&amp;A &#x1F415;<![CDATA[<b>]]></x:xmpmeta>',
  );
  const [meta] = root.childNodes;
  expect(meta?.tagName).toBe('x:xmpmeta');
  expect(meta?.attributes).toEqual([{ nodeName: 'xmlns:x', value: 'adobe:ns:meta/' }]);
  expect(meta?.childNodes.map(({ nodeName, nodeValue }) => nodeValue ?? nodeName)).toEqual(['r', 'Q&A 🐕', '<b>']);
  expect(meta?.childNodes[0]?.attributes).toEqual([{ nodeName: 'a', value: '1 > 0' }]);
});

test('does not expand entities declared by the document', () => {
  const bomb = '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;">]><a>&c;&c;</a>';
  expect(parseXmp(bomb).childNodes[0]?.childNodes[0]?.nodeValue).toBe('&c;&c;');
});

test('rejects documents that are not well-formed, too deep or too long', () => {
  expect(() => parseXmp('<a><b></a></b>')).toThrow(SyntaxError);
  expect(() => parseXmp('<a>'.repeat(100))).toThrow(SyntaxError);
  expect(() => parseXmp('x'.repeat(5_000_000))).toThrow(SyntaxError);
});

test('terminates for any text', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '/',
    '=',
    'a',
    '<!--',
    '<![CDATA[',
    '<?',
    '&',
    ';',
    ' ',
    '<!DOCTYPE',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      try {
        parseXmp(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }),
  );
});
