import { oc } from "@orpc/contract";
import { problemSchema } from "../problem.ts";

/**
 * Every call of the contract starts here. An expected refusal is the typed error `REFUSED` carrying a
 * `Problem` (code, sentence, next step); anything else that goes wrong is a bug and arrives as INTERNAL_SERVER_ERROR.
 */
export const call = oc.errors({ REFUSED: { status: 409, data: problemSchema } });
