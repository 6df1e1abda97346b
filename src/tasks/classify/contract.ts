import type { Classification } from '../../families/zero-shot.ts';
import type { ImageSource } from '../../media/image/pixels.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** Zero-shot classification. */
export const classify = defineTask({
  id: 'classify',
  model: 'embed',
  needs: ['embed-image', 'embed-text'],
  params: typeOf<{
    readonly image: ImageSource;
    readonly labels: readonly string[];
    readonly templates?: readonly string[] | undefined;
  }>(),
  result: typeOf<readonly Classification[]>(),
});
