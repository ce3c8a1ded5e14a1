import { join } from "node:path";
import { build } from "vite";
import { projectRoot } from "../../scripts/project-root.ts";

/** As `scripts/run.mjs` starts it. */
export const nodeFlags = ["--max-semi-space-size=8"];

/**
 * Builds a script of this folder as the build makes the hub, and answers where it is: from its sources, Node would spend time on their
 * types and keep what it stripped of them in memory.
 */
export const buildProcess = async (name: string): Promise<string> => {
  const outDir = join(projectRoot, "out", "bench", name);
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: "node24",
      // The threads of the hub are files of their own beside it, as in electron.vite.config.ts.
      rolldownOptions: {
        input: {
          [name]: join(import.meta.dirname, `${name}.ts`),
          "mjml-worker": join(projectRoot, "src/main/hub/campaigns/email/mjml-worker.ts"),
          "table-worker": join(projectRoot, "src/main/hub/guests/import/table-worker.ts"),
        },
        output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name].js" },
      },
    },
  });
  return join(outDir, `${name}.js`);
};
