/** A checkpoint's folder: what `<input webkitdirectory>` or a drop gives, or a handle of the File System Access API. */
export type CheckpointFolder = Iterable<File> | FileSystemDirectoryHandle;
