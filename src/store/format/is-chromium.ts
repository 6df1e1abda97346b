/** True in Chromium. Only secure contexts expose `userAgentData`; elsewhere this is false. */
export function isChromium(): boolean {
  return typeof navigator !== 'undefined' && 'userAgentData' in navigator;
}
