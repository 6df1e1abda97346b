/** Agreement of the edges of two images, each value from -1 to 1. */
interface EdgeAgreement {
  /** Over all edges. */
  readonly all: number;
  /** Over vertical or horizontal edges, whichever agree less: lines of text look alike on every page, words do not. */
  readonly direction: number;
  /** Over the worst seventh of the tiles, which may show a different object. */
  readonly tile: number;
}

const tilesPerSide = 6;
/** Quantile of the tiles that counts. */
const worstTiles = 0.15;
/** A direction, or a tile relative to the mean, with a smaller share of the edges is ignored. */
const leastShare = 0.05;
const leastTileShare = 0.02;

interface Sums {
  ab: number;
  aa: number;
  bb: number;
}

const none = (): Sums => ({ ab: 0, aa: 0, bb: 0 });

function agreement({ ab, aa, bb }: Sums): number {
  return ab / Math.sqrt(aa * bb + 1e-9);
}

function addTo(sums: Sums, a: number, b: number): void {
  sums.ab += a * b;
  sums.aa += a * a;
  sums.bb += b * b;
}

/** Compares the edges of two square images, ignoring pixels that are NaN in `b`. */
export function edgeAgreement(a: Float32Array, b: Float32Array, side: number): EdgeAgreement {
  const [upright, level] = [none(), none()];
  const tiles = Array.from({ length: tilesPerSide ** 2 }, none);
  const tileSide = side / tilesPerSide;
  for (let y = 1; y < side - 1; y += 1) {
    for (let x = 1; x < side - 1; x += 1) {
      const at = y * side + x;
      const [acrossB, downB] = [b[at + 1]! - b[at - 1]!, b[at + side]! - b[at - side]!];
      if (Number.isNaN(acrossB + downB)) continue;
      const [acrossA, downA] = [a[at + 1]! - a[at - 1]!, a[at + side]! - a[at - side]!];
      addTo(upright, acrossA, acrossB);
      addTo(level, downA, downB);
      const tile = tiles[Math.floor(y / tileSide) * tilesPerSide + Math.floor(x / tileSide)]!;
      addTo(tile, acrossA, acrossB);
      addTo(tile, downA, downB);
    }
  }
  const energy = ({ aa, bb }: Sums): number => aa + bb;
  const total = energy(upright) + energy(level);
  const told = [upright, level].filter((sums) => energy(sums) > leastShare * total);
  const meanTile = total / tiles.length;
  const ranked = tiles
    .filter((sums) => energy(sums) > leastTileShare * meanTile)
    .map(agreement)
    .sort((p, q) => p - q);
  return {
    all: (agreement(upright) * energy(upright) + agreement(level) * energy(level)) / (total + 1e-9),
    direction: Math.min(...told.map(agreement), 1),
    tile: ranked[Math.floor(ranked.length * worstTiles)] ?? 0,
  };
}
