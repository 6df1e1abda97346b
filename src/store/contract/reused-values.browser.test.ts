import { describe } from 'vitest';
import { keepsWhatItTook } from '../testdata/reused-values.ts';
import { targets } from '../testdata/store-targets.ts';
import { useStores } from '../testdata/use-stores.ts';

const { freshName, openWith } = useStores();

describe.each(targets)('%s', (_, openIn) => {
  keepsWhatItTook(() => openWith(openIn, freshName(), { dims: 4, model: 'm' }), 12);
});
