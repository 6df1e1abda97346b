import { ESLint } from 'eslint';

/** ESLint's own output, and how many files were looked at: a lint of nothing must not pass for a clean one. */
export default async function format(results, context) {
  const stylish = await new ESLint().loadFormatter('stylish');
  return `${await stylish.format(results, context)}\n${String(results.length)} files linted\n`;
}
