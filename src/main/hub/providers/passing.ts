import type { Problem } from "#shared/problem.ts";
import type { TestResult } from "./contract.ts";

/** A test that went wrong without a word about the settings: no answer, an outage, a rush. */
export const passing = (problem: Problem): TestResult => ({ ok: false, isPassing: true, problem });
