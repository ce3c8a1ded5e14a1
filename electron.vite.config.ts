import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/**
 * Three builds into `out/`: main (ESM, dependencies stay external), preload (one CJS file: sandboxed preloads cannot be
 * ESM and may require nothing but electron), renderer (minified: electron-vite does not minify by itself).
 */
export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        // The second one is a thread of its own: what it loads takes half a second (hub/campaigns/email).
        input: { index: "src/main/index.ts", "mjml-worker": "src/main/hub/campaigns/email/mjml-worker.ts" },
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
