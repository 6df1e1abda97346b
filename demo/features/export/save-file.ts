/** Lets the browser save a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it when the click returns.
  URL.revokeObjectURL(url);
}

/** An archive of files; built where it is needed, because few visitors export. */
export async function toZip(files: ReadonlyMap<string, Uint8Array>): Promise<Blob> {
  const { zipSync } = await import('fflate');
  const packed = zipSync(Object.fromEntries(files), { level: 0 });
  return new Blob([packed], { type: 'application/zip' });
}
