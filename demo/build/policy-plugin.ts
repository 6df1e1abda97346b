import type { Plugin } from 'vite';
import { contentSecurityPolicy } from './security-headers.ts';

/** Writes the policy into the built page, for hosts that cannot set headers. Not in dev: vite's client styles inline. */
export function policyPlugin(): Plugin {
  return {
    name: 'onsight-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}
