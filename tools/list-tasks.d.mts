/** Names of the folders that hold a task. */
export function taskFolders(): readonly string[];
/** Texts of the lists by file name. */
export function taskLists(): Promise<Readonly<Record<string, string>>>;
