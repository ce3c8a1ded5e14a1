import { mapEventIterator, ORPCError } from "@orpc/client";
import { UsherError } from "#shared/problem.ts";

const toRefusal = (error: unknown): unknown =>
  error instanceof UsherError
    ? new ORPCError("REFUSED", {
        defined: true,
        status: 409,
        message: error.problem.sentence,
        data: error.problem,
        cause: error,
      })
    : error;

const isAsyncIterator = (value: unknown): value is AsyncIterator<unknown, unknown, void> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value && "next" in value;

/**
 * Turns the rooms' `UsherError` into the contract's typed error, in calls and in running subscriptions alike.
 * Used once, at the router's root. Bugs pass through and reach the face as INTERNAL_SERVER_ERROR.
 */
export const refusals = async <Result extends { readonly output: unknown }>(next: () => PromiseLike<Result>): Promise<Result> => {
  try {
    const result = await next();
    if (!isAsyncIterator(result.output)) {
      return result;
    }
    const output = mapEventIterator(result.output, {
      value: async (value) => value,
      error: async (error) => toRefusal(error),
    });
    return { ...result, output };
  } catch (error) {
    throw toRefusal(error);
  }
};
