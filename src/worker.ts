import './worker/entry.ts';
