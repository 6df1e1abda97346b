import type { Onsight } from 'onsight';
import { names } from './subjects.ts';
import { leastPerson } from './thresholds.ts';

/** Whether a photo shows a person: its caption names one, or the model says yes when it is asked. */
export async function showsPeople(
  onsight: Onsight,
  id: string,
  caption: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (caption !== undefined && names('person', caption)) return true;
  const { alternatives } = await onsight.ask(id, 'is there a person?', { answers: ['yes', 'no'], signal });
  return (alternatives.find(({ answer }) => answer === 'yes')?.probability ?? 0) >= leastPerson;
}
