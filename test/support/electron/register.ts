import { registerHooks } from "node:module";

const double = new URL("./double.ts", import.meta.url).href;

/** `electron` means the stand-in, for import and require alike. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "electron" ? { url: double, format: "module-typescript", shortCircuit: true } : next(specifier, context),
});
