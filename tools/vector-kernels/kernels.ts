export { encode, normalize } from './encode';
export { pairs } from './pairs';
export { norms, product, scan } from './scan';
