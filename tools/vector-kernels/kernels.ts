export { encode, normalize } from './encode';
export { norms, scan } from './scan';
