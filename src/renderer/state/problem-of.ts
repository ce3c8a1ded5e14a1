import { ORPCError } from "@orpc/client";
import type { Problem } from "#shared/problem.ts";
import { NotConnectedError } from "../bridge/index.ts";

/** Everything thrown, in the words that people see. A refusal speaks for itself; the rest is a bug or a lost connection. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof ORPCError && error.code === "REFUSED" && isProblem(error.data)) return error.data;
  if (error instanceof NotConnectedError) {
    return { code: "not-connected", sentence: "Usher is not connected.", nextStep: "Nothing was changed. Try again once it is back." };
  }
  return {
    code: "unexpected",
    sentence: "Something went wrong inside Usher.",
    nextStep: "Your data is safe. Try again; if it stays, look into the log.",
  };
};

const isProblem = (data: unknown): data is Problem =>
  typeof data === "object" &&
  data !== null &&
  "code" in data &&
  "sentence" in data &&
  "nextStep" in data &&
  typeof data.sentence === "string";
