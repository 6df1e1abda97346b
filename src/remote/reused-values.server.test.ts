import { describe } from 'vitest';
import { engines, newCollection } from '../../fixtures/remote/engines.ts';
import { keepsWhatItTook } from '../store/testdata/reused-values.ts';

describe.each(engines)('%s', (_, openOn) => {
  keepsWhatItTook(() => openOn({ collection: newCollection(), dims: 4, model: 'm' }), 5);
});
