export { encode, normalize } from './encode';
export { pairs } from './pairs';
export { dots, norms, product } from './scan';
export { select } from './select';
