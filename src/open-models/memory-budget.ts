const megabyte = 1024 * 1024;

/**
 * Memory budget of open models, in bytes. By default a quarter of the device's memory as `navigator.deviceMemory`
 * reports it, between 512 MB and 2 GB: ORT's heap cannot exceed 4 GB, and it never shrinks.
 *
 * @param deviceMemoryGb - 4 is assumed if the browser does not report it
 */
export function memoryBudgetBytes(
  budgetMb: number | undefined,
  deviceMemoryGb: number | undefined = deviceMemory(),
): number {
  if (budgetMb !== undefined) return budgetMb * megabyte;
  const quarterMb = ((deviceMemoryGb ?? 4) * 1024) / 4;
  return Math.min(2048, Math.max(512, quarterMb)) * megabyte;
}

function deviceMemory(): number | undefined {
  // Not in TypeScript's DOM library: only Chromium has it.
  const memory: unknown = 'deviceMemory' in navigator ? navigator.deviceMemory : undefined;
  return typeof memory === 'number' ? memory : undefined;
}
