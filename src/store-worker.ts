import './worker/store-entry.ts';
