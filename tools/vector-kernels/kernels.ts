export { encode } from './encode';
export { norms, scan } from './scan';
