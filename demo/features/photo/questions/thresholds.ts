/*
 * All lines that this screen draws in probabilities of a model. Manifests have no numbers for them (`relevance` there is
 * of searches). They were measured with the starter on the 66 samples; for another model they are a guess, and only
 * decide what is held back or called unsure, never what is shown as certain.
 */

/** `match` below which a thing is not there: absent things have 0.09 at most but for look-alikes. */
export const leastMatch = 0.1;

/**
 * Probability of "yes" to "is there a person?" from which there is one: photos of people have 0.98 and more, but for a
 * shop and a crowd far away; photos of animals at most 0.85.
 */
export const leastPerson = 0.9;

/** Probability of a best answer below which it is a guess. */
export const leastSure = 0.5;
