import type { Onsight } from 'onsight';

/** Lists models to choose from and what is stored, then loads the search model and says where it runs. */
export async function prepareModel(onsight: Onsight, onProgress: (share: number) => void) {
  const presets = await onsight.models.presets();
  const { totalBytes, storedBytes } = await onsight.models.cost();
  await onsight.load({
    onProgress: (progress) => {
      if (progress.phase === 'download') onProgress(progress.loadedBytes / progress.totalBytes);
    },
  });
  const { backend, imageMs } = await onsight.device();
  const stored = await onsight.models.stored();
  return { choices: presets.map(({ name }) => name), toDownload: totalBytes - storedBytes, stored, backend, imageMs };
}
