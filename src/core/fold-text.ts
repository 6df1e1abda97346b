/**
 * Characters for which lower case is full case folding, independent of context: ASCII, composed Latin and Cyrillic
 * letters, kana, ideographs and Hangul syllables. Most names contain nothing else, and full folding takes twenty times
 * as long.
 */
const simple =
  /^[\0-\x7f\u00c0-\u00de\u00e0-\u012f\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0400-\u045f\u048a-\u052f\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]*$/;
/** An i with marks: lower case leaves a second dot behind for the capital İ. */
const markedI = /i\p{Mn}+/gu;
const ignorable = /\p{Default_Ignorable_Code_Point}+/gu;

/**
 * Text in the form in which it is compared: two texts that a reader takes for the same have the same form. The rule is
 * Unicode's NFKC_Casefold (compatibility forms such as full-width letters, ligatures and decomposed accents become one;
 * case is folded in full, so that "ß" equals "ss"; invisible characters are dropped), and the dotted and the dotless i
 * of Turkish are both "i". Accents count: "cafe" is not "café". Folding a folded text changes nothing.
 *
 * @example `foldText('STRASSE') === foldText('Straße') // true`
 */
export function foldText(text: string): string {
  if (simple.test(text)) return text.toLowerCase();
  const visible = text.normalize('NFKC').replace(ignorable, '');
  // Lower, upper and lower again is full case folding: "ß" becomes "SS", "ſ" becomes "S", "ς" and "σ" become "Σ".
  const folded = visible.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKD');
  return folded.replace(markedI, (marked) => marked.replaceAll('\u0307', '')).normalize('NFKC');
}
