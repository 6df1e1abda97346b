/** A set of linked members. */
export interface LinkedSet {
  /** In the order in which they were first named. */
  readonly members: readonly string[];
  /** The lowest score among the links. */
  readonly lowest: number;
}

/** Joins what is linked, by union and find with path halving. */
export class DisjointSets {
  readonly #parents = new Map<string, string>();
  readonly #lowest = new Map<string, number>();

  /** Says that two belong together. */
  link(a: string, b: string, score: number): void {
    if (a === b) return;
    const [first, second] = [this.#root(a), this.#root(b)];
    const lowest = Math.min(score, this.#lowest.get(first) ?? Infinity, this.#lowest.get(second) ?? Infinity);
    this.#parents.set(second, first);
    this.#lowest.set(first, lowest);
  }

  /** All sets of two members and more, the largest first. */
  sets(): readonly LinkedSet[] {
    const members = new Map<string, string[]>();
    for (const member of this.#parents.keys()) {
      const root = this.#root(member);
      const known = members.get(root);
      if (known === undefined) members.set(root, [member]);
      else known.push(member);
    }
    return [...members]
      .map(([root, all]) => ({ members: all, lowest: this.#lowest.get(root) ?? 0 }))
      .sort((a, b) => b.members.length - a.members.length);
  }

  #root(member: string): string {
    let at = member;
    for (;;) {
      const parent = this.#parents.get(at);
      if (parent === undefined) this.#parents.set(at, at);
      if (parent === undefined || parent === at) return at;
      const above = this.#parents.get(parent) ?? parent;
      this.#parents.set(at, above);
      at = above;
    }
  }
}
