import type { ManifestOptions } from 'vite-plugin-pwa';

/** Kinds of photos that the installed page opens and receives. Whether a file is one is decided by its content. */
const photoTypes: Readonly<Record<string, string[]>> = {
  'image/jpeg': ['.jpg', '.jpeg', '.jfif'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/avif': ['.avif'],
  'image/gif': ['.gif'],
  'image/heic': ['.heic'],
  'image/heif': ['.heif'],
  'image/tiff': ['.tif', '.tiff'],
};

/** The web app manifest. Addresses are relative: the page runs in any folder of any host. */
export const manifest: Partial<ManifestOptions> = {
  id: './',
  name: 'onsight',
  short_name: 'onsight',
  description:
    'Search your photos by what is in them. Everything runs in this page; your photos never leave your device.',
  start_url: './',
  scope: './',
  display: 'standalone',
  background_color: '#fafafa',
  theme_color: '#fafafa',
  categories: ['photo', 'utilities'],
  icons: [
    { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  screenshots: [
    { src: 'icons/screenshot-wide.jpg', sizes: '1280x800', type: 'image/jpeg', form_factor: 'wide' },
    { src: 'icons/screenshot-narrow.jpg', sizes: '390x780', type: 'image/jpeg', form_factor: 'narrow' },
  ],
  share_target: {
    action: './share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: { files: [{ name: 'photos', accept: ['image/*'] }] },
  },
  file_handlers: [{ action: './', accept: photoTypes }],
  launch_handler: { client_mode: 'focus-existing' },
};
