/**
 * Channel and lock of the workers of made rows, one in each tab. A name for each tab could only come in the address, and
 * a worker that a service worker serves sees its address without the query and the hash that it was started with.
 */
export const workerName = 'onsight-demo-scale-worker';
