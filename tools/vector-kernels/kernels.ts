export { encode } from './encode';
export { scan } from './scan';
