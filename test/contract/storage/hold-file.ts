import { openStore } from "#hub/store/index.ts";

/** Opens the store, says so, and keeps it open until it is killed. */
await openStore({ path: process.argv[2] ?? "" });
process.stdout.write("open\n");
process.stdin.resume();
