import { messages } from '../../i18n/language.ts';

/** Prompts of image classes: what a model writes when it only knows what a thing is called. */
const labelForm = /^an? (?:photo|photograph|picture|image|close[- ]?up) of (?:(an?|the) )?(.+)$/i;
/** A label has few words and no verb; more is a sentence. */
const mostLabelWords = 4;

/** A caption that is only a label, in parts: where its name begins, and its article. */
export interface Label {
  readonly name: string;
  /** Offset of the name in the caption. */
  readonly start: number;
  readonly article: string;
}

/** The label in "a photo of a cup"; undefined for a sentence. */
export function labelOf(caption: string): Label | undefined {
  const [, article = '', name = ''] = labelForm.exec(caption.trim()) ?? [];
  const words = name.split(/\s+/);
  if (name === '' || words.length > mostLabelWords || words.some((word) => /^\p{L}+ing$/u.test(word))) return undefined;
  // Models write "a orange".
  const right = /^an?$/i.test(article) ? (/^[aeiou]/i.test(name) ? 'an' : 'a') : article;
  return { name, start: caption.lastIndexOf(name), article: right };
}

/** A caption as the page says it: a label as a guess, nothing of a blank image. */
export function captionInWords(caption: string): string {
  const t = messages().photo;
  if (caption === '') return t.nothingToSee;
  if (isTextCaption(caption)) return t.pageOfText;
  const label = labelOf(caption);
  return label === undefined
    ? caption
    : t.probably([label.article, label.name].filter((part) => part !== '').join(' '));
}

/** Whether the library's caption says that the image is a page of text. */
export function isTextCaption(caption: string): boolean {
  return caption === 'a page of text';
}
