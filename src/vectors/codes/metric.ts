/**
 * How near two vectors are; higher is nearer.
 * `cosine`: the dot product of unit vectors (rows and query are handed in at unit length).
 * `dot`: the dot product. `euclidean`: the distance, negated (0 is the row itself).
 */
export type Metric = 'cosine' | 'dot' | 'euclidean';
