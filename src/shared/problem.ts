import { z } from "zod";

/**
 * What people see when something cannot be done: a code for support and tests, one sentence, and the
 * next step. Faults cross every boundary (API, files, providers) in this shape.
 */
export const problemSchema = z.strictObject({
  /** Stable, kebab-case, e.g. `import-file-too-large`. */
  code: z.string().max(80),
  /** One plain sentence: what happened. */
  sentence: z.string().max(500),
  /** One plain sentence: what the person can do now. */
  nextStep: z.string().max(500),
});

export type Problem = z.infer<typeof problemSchema>;

/** An expected refusal on its way to a person. Bugs are ordinary `Error`s and are not caught as this. */
export class UsherError extends Error {
  override readonly name = "UsherError";
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(`${problem.code}: ${problem.sentence}`, options);
    this.problem = problem;
  }
}
