import { samples } from 'virtual:samples';
import type { JSX } from 'preact';
import { joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { sampleUrl } from '../../state/samples.ts';

/** The sample photographs with their authors and licences. */
export function CreditsScreen(): JSX.Element {
  const t = useMessages().credits;
  return (
    <article class="page">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <ul class="credits">
        {samples.map(({ file, shows, author, licence, original, width, height }) => (
          <li key={file}>
            <img src={sampleUrl(file)} alt={shows} width={width} height={height} loading="lazy" />
            <div>
              <b>{shows}</b>
              <span>{joinFacts([author, licence])}</span>
              <span class="muted">{original}</span>
            </div>
          </li>
        ))}
      </ul>
    </article>
  );
}
