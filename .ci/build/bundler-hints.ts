/** The part of rolldown's plugin context that is needed here. */
interface PluginContext {
  parse: (code: string) => unknown;
}

/** The part of rolldown's plugin interface that is needed here. */
interface HintsPlugin {
  readonly name: string;
  transform: (code: string, id: string) => string | undefined;
  generateBundle: (
    this: PluginContext,
    options: unknown,
    bundle: Readonly<Record<string, { readonly fileName: string; code?: string | undefined }>>,
  ) => void;
}

// ORT hides this address from bundlers behind a variable; our minifier would lay it open again, and a consumer's
// bundler would look for a file that does not exist. Its value is not used: `wasmPaths` is always set.
const ortOwnUrl = /new URL\(new \w+\("ort[.]webgpu[.]min[.]mjs",import[.]meta[.]url\)[.]href,\w+\)[.]href/;

/**
 * Keeps in our minified files what other people's bundlers read in them: the address of an asset as a quoted string,
 * and the comments that say that an `import()` is left to the browser.
 *
 * @throws Error when ORT's code is not the one that this was written for
 */
export function bundlerHints(): HintsPlugin {
  return {
    name: 'onsight:bundler-hints',
    transform(code, id) {
      if (!/onnxruntime-web[\\/]dist[\\/]ort[.]webgpu[.]min[.]mjs$/.test(id)) return undefined;
      if (!ortOwnUrl.test(code)) throw new Error(`${id} asks for its own address in a way that is not known here.`);
      return code.replace(ortOwnUrl, 'import.meta.url');
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        // Declarations have no calls, and their examples are comments.
        if (file.code !== undefined && /[.]m?js$/.test(file.fileName))
          file.code = addHints(file.code, this.parse(file.code));
      }
    },
  };
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Adds the hints to a module. They are placed by its syntax tree: text that looks like a call in a comment or in a
 * string stays as it is.
 *
 * @param tree - the ESTree of `code`
 */
export function addHints(code: string, tree: unknown): string {
  const edits: Edit[] = [];
  visit(tree, (node) => {
    const edit = importHint(code, node) ?? quotedUrl(node);
    if (edit !== undefined) edits.push(edit);
  });
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((text, { start, end, text: hint }) => text.slice(0, start) + hint + text.slice(end), code);
}

function visit(value: unknown, found: (node: Node & Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(value)) for (const entry of value) visit(entry, found);
  if (!isNode(value)) return;
  found(value);
  for (const child of Object.values(value)) if (typeof child === 'object') visit(child, found);
}

function isNode(value: unknown): value is Node & Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** An `import()` of a computed address. */
function importHint(code: string, node: Node & Readonly<Record<string, unknown>>): Edit | undefined {
  const source = node['source'];
  if (node.type !== 'ImportExpression' || !isNode(source) || source.type === 'Literal') return undefined;
  if (code.slice(node.start, source.start).includes('@vite-ignore')) return undefined;
  return { start: source.start, end: source.start, text: '/* @vite-ignore */ /* webpackIgnore: true */ ' };
}

/** The template of `new URL(…, import.meta.url)`, which a minifier makes of a quoted string. */
function quotedUrl(node: Node & Readonly<Record<string, unknown>>): Edit | undefined {
  const args = node['arguments'];
  const callee = node['callee'];
  if (node.type !== 'NewExpression' || !Array.isArray(args) || !isNode(callee) || callee['name'] !== 'URL')
    return undefined;
  const [address, base] = args as readonly unknown[];
  if (!isNode(address) || address.type !== 'TemplateLiteral' || !isNode(base) || !isImportMetaUrl(base))
    return undefined;
  const [quasi, ...more] = address['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
  if (quasi === undefined || more.length > 0) return undefined;
  return { start: address.start, end: address.end, text: JSON.stringify(quasi.value.cooked) };
}

function isImportMetaUrl(node: Node & Readonly<Record<string, unknown>>): boolean {
  const { object, property } = node;
  return (
    node.type === 'MemberExpression' &&
    isNode(object) &&
    object.type === 'MetaProperty' &&
    isNode(property) &&
    property['name'] === 'url'
  );
}
