import './store-worker/store-entry.ts';
