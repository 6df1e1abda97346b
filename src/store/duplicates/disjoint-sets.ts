/** A set of linked members. */
interface LinkedSet {
  /** In ascending order. */
  readonly members: readonly number[];
  /** Lowest score among the links. */
  readonly lowest: number;
}

/** Joins linked numbers by union-find with path halving. */
export class DisjointSets {
  readonly #parents: Uint32Array;
  readonly #lowest: Float64Array;

  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, member) => member);
    this.#lowest = new Float64Array(count).fill(Infinity);
  }

  /** Links two members. */
  link(a: number, b: number, score: number): void {
    const [first, second] = [this.#root(a), this.#root(b)];
    this.#parents[second] = first;
    this.#lowest[first] = Math.min(score, this.#lowest[first] ?? Infinity, this.#lowest[second] ?? Infinity);
  }

  /** True if two members are linked, directly or through others. */
  areLinked(a: number, b: number): boolean {
    return this.#root(a) === this.#root(b);
  }

  /** All sets of at least two members, largest first; ties by first member. */
  sets(): readonly LinkedSet[] {
    const members = new Map<number, number[]>();
    this.#parents.forEach((_, member) => {
      const root = this.#root(member);
      const known = members.get(root);
      if (known === undefined) members.set(root, [member]);
      else known.push(member);
    });
    return [...members]
      .filter(([, all]) => all.length > 1)
      .map(([root, all]) => ({ members: all, lowest: this.#lowest[root] ?? Infinity }))
      .sort((a, b) => b.members.length - a.members.length);
  }

  #root(member: number): number {
    for (let at = member; ;) {
      const parent = this.#parents[at] ?? at;
      if (parent === at) return at;
      const above = this.#parents[parent] ?? parent;
      this.#parents[at] = above;
      at = above;
    }
  }
}
