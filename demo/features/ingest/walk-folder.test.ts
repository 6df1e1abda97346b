import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkFolder, type FileNode, type FolderNode } from './walk-folder.ts';

const names = [
  'NotAllowedError',
  'NotReadableError',
  'NoModificationAllowedError',
  'NotFoundError',
  'SecurityError',
  'InvalidStateError',
  'TypeMismatchError',
  'EncodingError',
  'UnknownError',
];

const file = (name: string, error?: Error): FileNode => ({
  kind: 'file',
  name,
  open: () => (error === undefined ? Promise.resolve(new File([name], name)) : Promise.reject(error)),
});

/** A folder whose listing fails behind its nodes when there is an error. */
const folder = (name: string, nodes: readonly (FileNode | FolderNode)[], error?: Error): FolderNode => ({
  kind: 'folder',
  name,
  list: async function* () {
    yield* nodes;
    await Promise.resolve();
    if (error !== undefined) throw error;
  },
});

test.each(names)('%s of a folder or a file ends nothing: it is named and the rest is there', async (name) => {
  const error = new DOMException('', name);
  const found = await walkFolder(
    folder('holiday', [
      file('a.jpg'),
      file('locked.jpg', error),
      folder('private', [], error),
      folder('half', [file('b.jpg')], error),
      file('c.jpg'),
    ]),
  );
  expect(found.files.map((each) => `${each.folder}/${each.file.name}`).sort()).toEqual([
    'holiday/a.jpg',
    'holiday/c.jpg',
    'holiday/half/b.jpg',
  ]);
  expect(found.unopened.map((each) => `${each.folder}/${each.name}`).sort()).toEqual([
    'holiday/half/',
    'holiday/locked.jpg',
    'holiday/private/',
  ]);
});

test('a folder that cannot be listed at all is named, and so is an error that is not a DOMException', async () => {
  const found = await walkFolder(folder('holiday', [], new TypeError('broken')));
  expect(found).toEqual({ files: [], unopened: [{ name: 'holiday/', folder: '', reason: 'denied' }], system: 0 });
});

test('system files and folders are counted, not entered and not named', async () => {
  const never = new DOMException('', 'NotAllowedError');
  const found = await walkFolder(
    folder('card', [
      folder('System Volume Information', [], never),
      folder('$RECYCLE.BIN', [file('$R1.jpg')]),
      file('._IMG_1.JPG', never),
      folder('DCIM', [folder('.thumbnails', [file('1.jpg'), file('2.jpg')]), file('IMG_1.JPG')]),
    ]),
  );
  expect(found.files.map((each) => each.file.name)).toEqual(['IMG_1.JPG']);
  expect(found.unopened).toEqual([]);
  expect(found.system).toBe(4);
});

test('every file of a tree is found or named, whatever fails', async () => {
  const errors = fc.option(fc.constantFrom(...names).map((name) => new DOMException('', name)));
  const name = fc.stringMatching(/^[a-z]{1,6}$/);
  const { tree } = fc.letrec<{ tree: FolderNode; node: FileNode | FolderNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.tuple(name, errors).map(([each, error]) => file(`${each}.jpg`, error ?? undefined)),
      tie('tree'),
    ),
    tree: fc
      .tuple(name, fc.array(tie('node'), { maxLength: 5 }), errors)
      .map(([each, nodes, error]) => folder(each, nodes, error ?? undefined)),
  }));
  const count = async (node: FileNode | FolderNode): Promise<number> => {
    if (node.kind === 'file') return 1;
    let sum = 0;
    try {
      for await (const each of node.list()) sum += await count(each);
    } catch {
      sum += 1;
    }
    return sum;
  };
  await fc.assert(
    fc.asyncProperty(tree, async (root) => {
      const found = await walkFolder(root);
      expect(found.files.length + found.unopened.length).toBe(await count(root));
    }),
  );
});
