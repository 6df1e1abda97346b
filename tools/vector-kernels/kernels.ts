export { encode, normalize } from './encode';
export { pairs } from './pairs';
export { norms, scan } from './scan';
