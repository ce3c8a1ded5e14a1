/** The fences of the house (ARCHITECTURE.md). Checked with swc: under TypeScript 7 the default parser sees nothing. */
const to = (path) => ({ path });
const forbid = (name, comment, from, target) => ({ name, comment, severity: "error", from, to: target });

module.exports = {
  forbidden: [
    forbid("no-cycles", "Data flows one way.", {}, { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } }),
    forbid("shared-knows-nobody", "src/shared runs anywhere and imports no room.", to("^src/shared/"), {
      path: "^src/(main|preload|renderer|rsvp-page)/",
    }),
    forbid("hub-without-electron", "The engine runs in plain Node.", to("^src/main/hub/"), {
      path: "^electron$|node_modules/electron/",
      reachable: true,
    }),
    forbid("hub-without-faces", "The hub does not know who shows it.", to("^src/main/hub/"), {
      path: "^src/(main/(shell|station)|preload|renderer)/",
    }),
    forbid("renderer-imports-only-shared", "The renderer talks over the contract.", to("^src/renderer/"), { path: "^src/(main|preload)/" }),
    forbid("preload-imports-only-shared", "The preload has no logic.", to("^src/preload/"), { path: "^src/(main|renderer)/" }),
    forbid(
      "electron-in-the-shell-only",
      "One folder knows Electron.",
      { path: "^src/", pathNot: "^src/main/shell/|^src/main/index\\.ts$|^src/preload/" },
      { path: "^electron$|node_modules/electron/" },
    ),
    forbid("shell-and-station-apart", "Siblings meet in main/index.ts; the shell serves the station's files.", to("^src/main/station/"), {
      path: "^src/main/shell/",
    }),
    forbid(
      "rxdb-in-the-store-only",
      "One room knows RxDB; others see its collections' types.",
      { path: "^src/", pathNot: "^src/main/hub/(store|sync)/" },
      { path: "node_modules/rxdb/", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "sdks-in-providers-only",
      "One room knows the providers' SDKs.",
      { path: "^src/", pathNot: "^src/main/hub/providers/" },
      { path: "node_modules/(resend|twilio)/" },
    ),
    forbid("ports-first", "Ports stand below every other room.", to("^src/main/hub/ports/"), { path: "^src/main/hub/(?!ports/)" }),
    forbid("store-and-ledger-below", "Store and ledger know no room above them.", to("^src/main/hub/(store|ledger)/"), {
      path: "^src/main/hub/(guests|campaigns|providers|delivery|dispatcher|weddings|api)/",
    }),
    forbid(
      "rooms-do-not-reach-into-siblings",
      "Siblings talk through the store or through an interface handed in.",
      to("^src/main/hub/(guests|campaigns|providers|weddings)/"),
      {
        path: "^src/main/hub/(guests|campaigns|providers|delivery|dispatcher|weddings)/",
        pathNot: "^src/main/hub/$1/",
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "one-door",
      "Outside of the hub only its door and its ports are used.",
      { path: "^src/main/(shell|station|index)" },
      { path: "^src/main/hub/", pathNot: "^src/main/hub/(index\\.ts|ports/|api/context\\.ts)", dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.test\\.tsx?$|^out/|^\\.cache/" },
    parser: "swc",
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".d.ts"],
    },
  },
};
