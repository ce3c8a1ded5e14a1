import type { DiskStep } from "./disk-trace.ts";

/** What disks write at once: half a sector is never seen. */
const sectorBytes = 512;

/** What may be on the disk after the power was cut: by name, the bytes of each file that is there. */
export type DiskState = ReadonlyMap<string, Buffer>;

type Change = Extract<DiskStep, { kind: "write" | "resize" }>;

const sizeAfter = (size: number, change: Change): number =>
  change.kind === "resize" ? change.size : Math.max(size, change.at + change.bytes.length);

interface DiskFile {
  /** What was synced. */
  bytes: Buffer;
  /** Since then. */
  pending: Change[];
}

/** How much of what was not synced got there. */
export type Survival = "nothing" | "everything" | "some-writes" | "some-sectors" | "torn-tail";
export const survivals: readonly Survival[] = ["nothing", "everything", "some-writes", "some-sectors", "torn-tail"];

/**
 * A disk that is told what a process did, step by step, and answers what may be left of it. Rules: what was synced is there; of the rest any
 * part may be, in any order, each write cut at any sector; a name made or taken away is certain once its folder or (if made) its file was
 * synced, and either way before.
 */
export const createFallibleDisk = () => {
  const files = new Map<string, DiskFile>();
  /** Names whose making, or whose taking away with what they had, is not certain yet. */
  const made = new Set<string>();
  const removed = new Map<string, DiskFile>();

  const take = (step: DiskStep): void => {
    switch (step.kind) {
      case "create":
        if (files.has(step.file)) return;
        files.set(step.file, { bytes: Buffer.alloc(0), pending: [] });
        made.add(step.file);
        return;
      case "remove": {
        const file = files.get(step.file);
        if (file !== undefined) removed.set(step.file, file);
        files.delete(step.file);
        made.delete(step.file);
        return;
      }
      case "sync-folder":
        made.clear();
        removed.clear();
        return;
      case "sync": {
        const file = files.get(step.file);
        if (file === undefined) return;
        file.bytes = afterAll(file.bytes, file.pending);
        file.pending = [];
        made.delete(step.file);
        return;
      }
      case "write":
      case "resize":
        files.get(step.file)?.pending.push(step);
        return;
      case "append": {
        const file = files.get(step.file);
        if (file === undefined) return;
        const at = file.pending.reduce(sizeAfter, file.bytes.length);
        file.pending.push({ ...step, kind: "write", at });
        return;
      }
      case "told":
        return;
    }
  };

  const left = (survival: Survival, random: () => number): DiskState => {
    const state = new Map<string, Buffer>();
    const happened = (): boolean => survival === "everything" || (survival !== "nothing" && random() < 0.5);
    for (const [name, file] of files) {
      if (made.has(name) && !happened()) {
        const before = removed.get(name);
        if (before !== undefined) state.set(name, surviving(before, survival, random));
        continue;
      }
      state.set(name, surviving(file, survival, random));
    }
    for (const [name, file] of removed) if (!files.has(name) && !happened()) state.set(name, surviving(file, survival, random));
    return state;
  };

  return { take, left };
};

const surviving = ({ bytes, pending }: DiskFile, survival: Survival, random: () => number): Buffer =>
  afterAll(bytes, survivors(pending, survival, random));

const survivors = (pending: readonly Change[], survival: Survival, random: () => number): readonly Change[] => {
  switch (survival) {
    case "nothing":
      return [];
    case "everything":
      return pending;
    case "some-writes":
      return pending.filter(() => random() < 0.5);
    case "some-sectors":
      return pending.flatMap((change) => someSectors(change, () => random() < 0.5));
    case "torn-tail": {
      const whole = Math.floor(random() * pending.length);
      const torn = pending[whole];
      if (torn?.kind !== "write") return pending.slice(0, whole);
      const sectors = Math.floor(random() * Math.ceil(torn.bytes.length / sectorBytes));
      let seen = 0;
      return [...pending.slice(0, whole), ...someSectors(torn, () => (seen += 1) <= sectors)];
    }
  }
};

/** Sectors as the file has them, not as the write begins. */
const someSectors = (change: Change, got: () => boolean): Change[] => {
  if (change.kind === "resize") return got() ? [change] : [];
  const parts: Change[] = [];
  for (let from = 0; from < change.bytes.length;) {
    const to = Math.min(change.bytes.length, from + sectorBytes - ((change.at + from) % sectorBytes));
    if (got()) parts.push({ ...change, at: change.at + from, bytes: change.bytes.subarray(from, to) });
    from = to;
  }
  return parts;
};

/** Never changes what it is given: states share it. One copy, however many changes. */
const afterAll = (bytes: Buffer, changes: readonly Change[]): Buffer => {
  if (changes.length === 0) return bytes;
  const ends = changes.map((change) => (change.kind === "resize" ? change.size : change.at + change.bytes.length));
  const room = Buffer.alloc(Math.max(bytes.length, ...ends));
  let length = bytes.copy(room);
  for (const change of changes) {
    if (change.kind === "resize") {
      // What is cut off reads as zeros when the file grows over it again.
      room.fill(0, change.size, Math.max(length, change.size));
      length = change.size;
    } else {
      change.bytes.copy(room, change.at);
      length = Math.max(length, change.at + change.bytes.length);
    }
  }
  return room.subarray(0, length);
};
