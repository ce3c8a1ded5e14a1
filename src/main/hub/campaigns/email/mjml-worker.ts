import { parentPort } from "node:worker_threads";
import mjml2html from "mjml-browser";
import type { CompileAnswer, CompileOrder } from "./mjml-compiler.ts";

/** A thread of its own: loading MJML takes half a second of one core, and one layout a few milliseconds. */
parentPort?.on("message", ({ id, mjml }: CompileOrder) => {
  mjml2html(mjml, { validationLevel: "strict" }).then(
    ({ html }) => answer({ id, html }),
    (error: unknown) => answer({ id, problem: error instanceof Error ? error.message : String(error) }),
  );
});

const answer = (message: CompileAnswer): void => parentPort?.postMessage(message);
