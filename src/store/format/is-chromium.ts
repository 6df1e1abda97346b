/** Whether this is Chromium, on a page that may know it: only secure contexts have what tells. */
export function isChromium(): boolean {
  return 'userAgentData' in navigator;
}
