import type { HeatMap } from 'onsight';
import { observable, type WritableObservable } from 'onsight/state';

/** Heat map of the model's attention for a word, an answer or a search. */
export interface Light {
  /** Names the word, the answer or the search that it belongs to. */
  readonly of: string;
  readonly heat: HeatMap;
}

interface Lights {
  /** Under the pointer or the keyboard's focus. */
  readonly passing: Light | undefined;
  /** Chosen by a click or a tap; stays until it is chosen again. */
  readonly chosen: Light | undefined;
}

const none: Lights = { passing: undefined, chosen: undefined };

/** The lights of the photo that is open. */
export const lights: WritableObservable<Lights> = observable(none);

/** The light that is on. */
export function lit({ passing, chosen }: Lights): Light | undefined {
  return passing ?? chosen;
}

/** Turns a light on as long as the pointer or the focus is there; `undefined` turns it off. */
export function passLight(light: Light | undefined): void {
  lights.set({ ...lights.value, passing: light });
}

/** Turns a light on until it is chosen again. */
export function chooseLight(light: Light): void {
  const isOn = lights.value.chosen?.of === light.of;
  lights.set({ passing: undefined, chosen: isOn ? undefined : light });
}

/** Turns everything off. */
export function lightsOff(): void {
  lights.set(none);
}
