/**
 * Similarity of two vectors; higher is nearer. `cosine`: dot product of unit vectors (rows and queries must have unit
 * length). `dot`: dot product. `euclidean`: negated distance (0 for the row itself).
 */
export type Metric = 'cosine' | 'dot' | 'euclidean';
