import type { Guest } from "#shared/domain/index.ts";
import { UsherError } from "#shared/problem.ts";
import { tagsOf } from "../edit-guest.ts";
import { countedGuests, plainOf } from "../guest-commands.ts";
import type { Change } from "../history/change.ts";

export interface TagInput {
  readonly weddingId: string;
  readonly guestIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

interface Draft {
  readonly sentence: string;
  readonly changes: Change[];
}

/** Puts tags on many guests or takes them off, as one change. Who is gone since is left out. Throws `tags-unchanged`. */
export const draftTags = (input: TagInput, guests: ReadonlyMap<string, Guest>, now: number): Draft => {
  const leaving = new Set(input.remove.map((tag) => tag.trim()));
  const changes: Change[] = [];
  for (const id of new Set(input.guestIds)) {
    const before = guests.get(id);
    if (before === undefined || before.weddingId !== input.weddingId) continue;
    const tags = tagsOf([...before.tags.filter((tag) => !leaving.has(tag)), ...input.add].join(","));
    if (tags.join("\n") === before.tags.join("\n")) continue;
    const plain = plainOf(before);
    changes.push({ collection: "guests", id, before: plain, after: { ...plain, tags, updatedAt: now } });
  }
  if (changes.length === 0) throw unchanged();
  return { sentence: tagSentence(input, changes.length), changes };
};

const quoted = (tags: readonly string[]): string => tags.map((tag) => `“${tag.trim()}”`).join(", ");

const tagSentence = ({ add, remove }: TagInput, count: number): string => {
  if (remove.length === 0) return `Tagged ${countedGuests(count)} ${quoted(add)}`;
  if (add.length === 0) return `Took ${quoted(remove)} off ${countedGuests(count)}`;
  return `Changed tags for ${countedGuests(count)}`;
};

const unchanged = (): UsherError =>
  new UsherError({
    code: "tags-unchanged",
    sentence: "Nothing to change: these guests’ tags are like that already.",
    nextStep: "Choose another tag.",
  });
