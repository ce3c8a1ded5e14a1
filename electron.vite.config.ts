import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/**
 * Three builds into `out/`: main (ESM, dependencies in it: hundreds of small files take 150 ms longer to load), preload (one CJS file: sandboxed preloads cannot be
 * ESM and may require nothing but electron), renderer (minified: electron-vite does not minify by itself).
 */
export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        // The others are threads of their own: laying out emails takes long to load, and a file may be made to be hard to read.
        input: {
          index: "src/main/index.ts",
          "mjml-worker": "src/main/hub/campaigns/email/mjml-worker.ts",
          "table-worker": "src/main/hub/guests/import/table-worker.ts",
        },
        output: { format: "es", entryFileNames: "[name].js" },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { input: { index: "src/preload/index.ts" }, output: { format: "cjs", entryFileNames: "[name].cjs" } },
    },
  },
  renderer: {
    root: "src/renderer",
    plugins: [react(), tailwindcss()],
    build: {
      minify: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: "src/renderer/index.html" } },
    },
  },
});
