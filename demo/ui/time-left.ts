/** No time is shown before this much work has been watched. */
const quietMs = 3_000;
/** Estimates of this much of the past must agree before the first is shown, */
const steadyMs = 2_000;
/** the largest being at most this multiple of the smallest. */
const spread = 1.3;
/** The speed is that of this much of the past, looked at in steps. */
const windowMs = 15_000;
const stepMs = 250;
/** Fewer things done than this give no speed. */
const fewest = 3;
/** The time shown follows newer estimates this slowly, and rises by at most this share of itself per second. */
const followMs = 4_000;
const rise = 0.1;

interface Moment {
  readonly at: number;
  readonly done: number;
}

/**
 * Estimates how long work will still take. It says nothing until estimates agree, and then does not jump: the time
 * shown counts down with the clock and drifts towards newer estimates.
 */
export class TimeLeft {
  readonly #total: number;
  /** Moments of the window; the first has been waiting for something to be done. */
  #moments: Moment[] = [];
  #begunAt: number | undefined;
  #estimates: { readonly at: number; readonly ms: number }[] = [];
  #shown: { readonly at: number; readonly ms: number } | undefined;

  /** @param total - all there is to do, in any unit: files, bytes */
  constructor(total: number) {
    this.#total = total;
  }

  /**
   * @param done - how much is done, in the unit of the total
   * @param now - milliseconds of a clock that never goes back
   * @returns milliseconds, or undefined while no time should be shown
   */
  update(done: number, now: number = performance.now()): number | undefined {
    const estimate = this.#estimate({ at: now, done });
    if (done >= this.#total) return undefined;
    if (estimate !== undefined) this.#show(estimate, now);
    else if (this.#shown !== undefined) this.#shown = { at: now, ms: this.#shown.ms };
    return this.#shown?.ms;
  }

  #estimate(moment: Moment): number | undefined {
    const last = this.#moments.at(-1);
    if (this.#begunAt === undefined) {
      // Time counts from the first thing done: before that, models are loaded and files are listed.
      if (last === undefined || moment.done <= last.done) {
        this.#moments = [moment];
        return undefined;
      }
      this.#begunAt = last.at;
    }
    if (last === undefined || moment.at - last.at >= stepMs) this.#moments.push(moment);
    while (moment.at - (this.#moments[1]?.at ?? moment.at) >= windowMs) this.#moments.shift();
    const first = this.#moments[0] ?? moment;
    const speed = (moment.done - first.done) / Math.max(1, moment.at - first.at);
    return moment.done - first.done >= fewest ? (this.#total - moment.done) / speed : undefined;
  }

  #show(ms: number, now: number): void {
    if (this.#shown === undefined) {
      this.#estimates = [...this.#estimates.filter(({ at }) => now - at <= steadyMs), { at: now, ms }];
      const values = this.#estimates.map((each) => each.ms);
      const isSteady = Math.max(...values) <= spread * Math.min(...values);
      if (isSteady && now - (this.#begunAt ?? now) >= quietMs) this.#shown = { at: now, ms };
      return;
    }
    const elapsedMs = now - this.#shown.at;
    const next = Math.max(0, this.#shown.ms - elapsedMs);
    const drift = (ms - next) * Math.min(1, elapsedMs / followMs);
    const most = Math.max(1_000, this.#shown.ms) * rise * Math.min(1, elapsedMs / 1_000);
    this.#shown = { at: now, ms: next + Math.min(drift, most) };
  }
}
