import how from './snippets/how.ts?raw';
import library from './snippets/library.ts?raw';
import models from './snippets/models.ts?raw';
import moreLike from './snippets/more-like.ts?raw';
import photo from './snippets/photo.ts?raw';
import scale from './snippets/scale.ts?raw';
import stacks from './snippets/stacks.ts?raw';
import start from './snippets/start.ts?raw';

/** Code of each screen, in the order of a visit. */
export const snippets = {
  start,
  library,
  'more-like': moreLike,
  photo,
  stacks,
  models,
  scale,
  how,
} as const;
