import type { SplitQuery } from './parse-query.ts';

/** "没有人的海滩": the excluded thing comes first, and a 的 before what is looked for. */
const before: readonly RegExp[] = [
  /^(?:除了|除去|除开|除)(.+?)(?:以外|之外|外)的?(?:所有|其他|其它)?的?(.+)$/u,
  /^(?:除了|除去|除开)(.+?)的(?:所有|其他|其它)?(.+)$/u,
  /^(?:(?:里面|画面)?[没沒]有(?:任何)?|[没沒](?=人)|无(?=[人云雪字])|不是|不要有?|不含有?|不带|不包括|不包含)(.+?)的(.+)$/u,
  /^不((?:戴|穿|拿|骑).+?)的(.+)$/u,
];
/** "海滩，不要人": what is looked for comes first. */
const behind =
  /^(.+?)[\s，,；;、]*(?:(?:但|但是|却|而|并|并且|且)?(?:不要有?|不是|[没沒]有(?:任何)?|不含|不带|不包括|不包含)|除了|除去|除开)(.+?)(?:以外|之外|的?除外)?[。！？\s]*$/u;
/** Fixed words that begin or end like the above, questions among them. */
const phrases = /有[没沒]有|是不是|要不要|不是吗|[没沒]有了|不要紧|无人[机機车船]|不含糊/u;
const onSigns = /牌|标志|标识|标语|告示|写着|字样/u;
/** An adjective before a further 的 belongs to the thing: "没有红色的车的街道". */
const adjective = /(?:色|[大小高矮老新旧长短红黄蓝绿白黑灰紫粉])$/u;
const separators = /[、，,]|(?:以及|或者|还有)|[与及或]|(?<![暖温柔亲饱总])和(?![服尚平室牛谐气])/u;

/** Splits at Chinese words that exclude. Nothing is excluded where nothing would be left to look for. */
export function splitChinese(text: string): SplitQuery {
  const plain = { subject: text, excluded: [] };
  if (!/\p{Script=Han}/u.test(text) || phrases.test(text)) return plain;
  const trimmed = text.trim();
  if (onSigns.test(text)) return plain;
  for (const pattern of before) {
    const [, thing = '', rest = ''] = pattern.exec(trimmed) ?? [];
    if (thing === '' || rest.trim() === '') continue;
    const [whole, scene] = withAdjective(thing, rest);
    return toSplit(scene, whole);
  }
  const [, scene = '', thing = ''] = behind.exec(trimmed) ?? [];
  return thing === '' || scene.trim() === '' ? plain : toSplit(scene.replace(/(?<=.)[上里中内裡]$/u, ''), thing);
}

/** The thing with the noun that its adjective describes. */
function withAdjective(thing: string, rest: string): readonly [string, string] {
  const end = rest.indexOf('的');
  if (!adjective.test(thing) || end <= 0 || end === rest.length - 1) return [thing, rest];
  return [`${thing}的${rest.slice(0, end)}`, rest.slice(end + 1)];
}

/** Reads on in the scene: "没有人的海滩，不要狗". */
function toSplit(scene: string, thing: string): SplitQuery {
  const more = splitChinese(scene);
  return { subject: more.subject, excluded: [...toThings(thing), ...more.excluded] };
}

function toThings(list: string): readonly string[] {
  return list
    .split(separators)
    .map((thing) =>
      thing
        .replace(/^(?:但|而|也)?(?:不要|不是|[没沒]有)?(?:任何|其他|其它|有|一[只个条辆张])?的?|[的了。！？\s]+$/gu, '')
        .trim(),
    )
    .filter((thing) => thing !== '');
}
