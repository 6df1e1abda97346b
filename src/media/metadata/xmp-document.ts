/** The part of the DOM needed to read XMP; workers have no `DOMParser`. */
interface XmpNode {
  readonly nodeName: string;
  readonly tagName?: string;
  readonly nodeValue: string | null;
  readonly childNodes: XmpNode[];
  readonly attributes: readonly { readonly nodeName: string; readonly value: string }[];
}

// Limits for hostile files: real packets are below 100 kB and ten levels deep.
const maxLength = 4_000_000;
const maxDepth = 64;

const token =
  /<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\?[^]*?\?>|<!DOCTYPE[^[>]*(?:\[[^\]]*\])?[^>]*>|<(\/?)([^\s/>"'=<]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/gu;
const attribute = /([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Parses well-formed XML without namespaces: names are kept as written. The document's own entities are not resolved,
 * so that nothing grows.
 *
 * @throws SyntaxError if the text is not well-formed, too deep or too long
 */
export function parseXmp(xml: string): XmpNode {
  if (xml.length > maxLength) throw new SyntaxError('The XMP packet is too long.');
  const root = element('#document', []);
  const open: XmpNode[] = [root];
  for (const [, data, slash, name, rest = '', empty, text] of xml.matchAll(token)) {
    const parent = open.at(-1) ?? root;
    if (data !== undefined) parent.childNodes.push(textNode(data));
    else if (text !== undefined && open.length > 1) parent.childNodes.push(textNode(unescapeXml(text)));
    else if (name === undefined) continue;
    else if (slash === '/') {
      if (parent.nodeName !== name) throw new SyntaxError('The XMP packet is not well-formed.');
      open.pop();
    } else {
      const node = element(name, attributesOf(rest));
      parent.childNodes.push(node);
      if (empty !== '/') open.push(node);
      if (open.length > maxDepth) throw new SyntaxError('The XMP packet is nested too deeply.');
    }
  }
  return root;
}

function element(name: string, attributes: XmpNode['attributes']): XmpNode {
  return { nodeName: name, tagName: name, nodeValue: null, childNodes: [], attributes };
}

function textNode(text: string): XmpNode {
  return { nodeName: '#text', nodeValue: text, childNodes: [], attributes: [] };
}

function attributesOf(text: string): XmpNode['attributes'] {
  return Array.from(text.matchAll(attribute), ([, name = '', double, single]) => ({
    nodeName: name,
    value: unescapeXml(double ?? single ?? ''),
  }));
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/giu, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
