import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mutant } from "./mutant.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** The source of a file with the bugs in it. Throws when a place is not there, or not there alone. */
export const plantedSource = ({ name, patches }: Mutant, file: string): string => {
  let source = readFileSync(join(root, file), "utf8");
  for (const { find, replace } of patches.filter((patch) => patch.file === file)) {
    const places = source.split(find).length - 1;
    if (places !== 1) throw new Error(`the mutant ${name} no longer fits: ${places} places in ${file} read "${find}"`);
    source = source.replace(find, () => replace);
  }
  return source;
};

/** From now on this thread imports the files with the bugs in them. To be called before anything of the hub is imported. */
export const plant = (mutant: Mutant): void => {
  const planted = new Map(
    [...new Set(mutant.patches.map(({ file }) => file))].map((file) => [pathToFileURL(join(root, file)).href, plantedSource(mutant, file)]),
  );
  registerHooks({
    load: (url, context, nextLoad) => {
      const source = planted.get(url);
      if (source === undefined) return nextLoad(url, context);
      return { format: "module-typescript", source, shortCircuit: true };
    },
  });
};
