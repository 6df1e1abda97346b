import type { EmbeddingModelInfo, ModelPreset } from 'onsight';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatLanguage, formatList, formatNumber, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { strengthsOf } from './good-for.ts';
import { switchModel } from '../../state/session.ts';

/** Models to choose from, with what each costs before anything is downloaded. */
export function PresetList({
  presets,
  model,
}: {
  readonly presets: readonly ModelPreset[];
  readonly model: EmbeddingModelInfo;
}): JSX.Element {
  const messages = useMessages();
  const t = messages.modelsScreen;
  const [chosen, setChosen] = useState<string>();
  const strengths = strengthsOf(presets);
  const rows = [
    { id: 'starter', name: 'onsight starter', licence: 'Apache-2.0', languages: ['en', 'zh'], size: t.included },
    ...presets.map(({ id, name, licence, languages, bytes }) => ({
      id,
      name,
      licence,
      languages,
      size: sizeOf(bytes),
    })),
  ];
  return (
    <ul class="list">
      {rows.map(({ id, name, licence, languages, size }) => {
        const isInUse = id === model.id;
        const label = isInUse ? t.chosen : chosen === id ? t.switching : t.use;
        return (
          <li key={id}>
            <b>{name}</b>
            <span class="muted">
              {joinFacts([
                ...(strengths.get(id) ?? []).map((each) => messages.modelUses.strengths[each]),
                size,
                licence,
                shortList(languages),
              ])}
            </span>
            <button
              type="button"
              class={isInUse ? 'chip chip--on' : 'chip'}
              disabled={isInUse || chosen !== undefined}
              aria-label={messages.actionOn(label, formatList([name, size]))}
              onClick={() => {
                setChosen(id);
                void switchModel(id);
              }}
            >
              {label}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The bytes of the format that WASM takes; of a bigger one where that is not offered. */
function sizeOf(bytes: ModelPreset['bytes']): string {
  const size = bytes['q8'] ?? bytes['int8'] ?? bytes['fp32'];
  return size === undefined ? '' : formatBytes(size);
}

/** English and Chinese before others, three in all, and how many more there are. */
export function shortList(tags: readonly string[]): string {
  const own = ['en', 'zh'].filter((tag) => tags.includes(tag));
  const ordered = [...own, ...tags.filter((tag) => !own.includes(tag))];
  const names = formatList(ordered.slice(0, 3).map(formatLanguage));
  return ordered.length > 3 ? `${names} +${formatNumber(ordered.length - 3)}` : names;
}
