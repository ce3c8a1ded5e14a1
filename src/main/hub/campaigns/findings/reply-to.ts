import { note, type Finder } from "./finding.ts";

/** One sender writes in all languages, so this is said once. */
export const replyTo: Finder = ({ texts, world }) => {
  if (world.wedding.practice) return [];
  const addresses = new Set([...texts.values()].flatMap(({ frozen }) => (frozen.channel === "email" ? [frozen.replyTo] : [])));
  if (addresses.has("")) {
    return [note("reply-to", { sentence: "No address for replies is set.", fix: "Set one in Settings.", fixAt: "settings" })];
  }
  const unread = [...addresses].find((address) => noReply.test(address));
  return unread === undefined
    ? []
    : [
        note("reply-to-unread", {
          sentence: `Replies go to ${unread}, which sounds as if nobody read it.`,
          fix: "Set another one in Settings.",
          fixAt: "settings",
        }),
      ];
};

const noReply = /(^|<)\s*(no|do-?not)[-._]?reply/iu;
