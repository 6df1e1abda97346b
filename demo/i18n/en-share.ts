/** English texts of passing photos on. */
export const enShare = {
  share: 'Share',
  save: (n: number): string => (n === 1 ? 'Save as JPEG' : 'Save as JPEGs'),
  preparing: 'Preparing …',
  ready: 'The photos are ready.',
  without: 'Photos are passed on without place, camera and other hidden data.',
  xmp: 'Export as XMP',
  xmpNote: 'One sidecar file per photo, for Lightroom, darktable and others',
  withPlace: 'Include places (GPS) in exports',
};
