import { implement } from "@orpc/server";
import { contract } from "#shared/api/contract.ts";
import type { ApiContext } from "./context.ts";
import { refusals } from "./refusals.ts";

/** Where every handler starts: it has the caller's context, and its refusals become the contract's typed error. */
export const os = implement(contract)
  .$context<ApiContext>()
  .use(({ next }) => refusals(() => Promise.resolve(next())));
