import type { ModelCost, ModelInfo, ModelTask } from 'onsight';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatBytes, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import type { ReadySession } from '../../state/session.ts';
import { shortList } from './preset-list.tsx';

/** A use of the page, the model that does it, and what that model costs. */
interface Use {
  readonly name: string;
  readonly tasks: readonly ModelTask[];
  readonly info: ModelInfo;
  readonly cost: ModelCost;
}

/** Uses and the tasks they need. Speech is not among them: describing its model would ask the Hub. */
const uses = [
  { name: 'search', model: 'embed', tasks: ['embed-text', 'embed-image'] },
  { name: 'caption', model: 'caption', tasks: ['caption'] },
  { name: 'ask', model: 'ask', tasks: ['ask', 'match'] },
  { name: 'readText', model: 'read-text', tasks: ['read-text'] },
  { name: 'sound', model: 'embed', tasks: ['tag-audio', 'embed-audio'] },
] as const;

/** List of the uses of the page with the model that each one has, from its manifest. */
export function UsesList({ session: { onsight } }: { readonly session: ReadySession }): JSX.Element {
  const { modelUses: t, modelsScreen } = useMessages();
  const [known, setKnown] = useState<readonly Use[]>([]);
  useEffect(() => {
    let isShown = true;
    const read = async ({ name, model, tasks }: (typeof uses)[number]): Promise<readonly Use[]> => {
      try {
        const info = await onsight.modelFor(model);
        const own = tasks.filter((task) => info.tasks.includes(task));
        if (own.length === 0) return [];
        return [{ name, tasks: own, info, cost: await onsight.models.cost({ model: info.id, tasks: own }) }];
      } catch {
        // Offline, and not on this device.
        return [];
      }
    };
    void Promise.all(uses.map(read)).then((all) => {
      if (isShown) setKnown(all.flat());
    });
    return () => {
      isShown = false;
    };
  }, [onsight]);
  return (
    <dl class="facts">
      {known.map(({ name, tasks, info, cost }) => {
        const languages = [...new Set(tasks.flatMap((task) => info.languages[task] ?? []))];
        const missing = cost.totalBytes - cost.storedBytes;
        return (
          <div key={name}>
            <dt>{t.uses[name as keyof typeof t.uses]}</dt>
            <dd>
              {info.name}
              <span class="muted uses__more">
                {joinFacts([
                  shortList(languages),
                  info.licence,
                  missing > 0
                    ? modelsScreen.toDownload(formatBytes(missing))
                    : modelsScreen.allHere(formatBytes(cost.totalBytes)),
                ])}
              </span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
