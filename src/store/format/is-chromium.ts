/** True in Chromium. Only secure contexts expose `userAgentData`; elsewhere this is false. */
export function isChromium(): boolean {
  return 'userAgentData' in navigator;
}
