import type { HubStatus } from "#hub/index.ts";
import type { Notifier } from "#hub/ports/index.ts";

/**
 * Tells a person who looks elsewhere that the sending has ended, or that messages wait for them. States: told nothing -> told of held ones ->
 * told nothing, once none is held or the person has looked; so that a hundred held messages make one note.
 */
export const createProgressNotes = (notifier: Notifier, isWatched: () => boolean, first: HubStatus): ((status: HubStatus) => void) => {
  let before = first;
  let toldOfHeld = false;
  return (status) => {
    const { sending, heldCount } = status;
    const ended = before.sending > 0 && sending === 0;
    const moreHeld = heldCount > before.heldCount;
    before = status;
    const watched = isWatched();
    if (heldCount === 0 || watched) toldOfHeld = false;
    if (watched) return;
    if (moreHeld && !toldOfHeld) {
      toldOfHeld = true;
      notifier.notify({ title: "Usher needs your decision", body: "Messages are held until you decide.", route: "/today" });
    }
    if (ended) notifier.notify({ title: "Usher has finished sending", body: "No message is on the way any more.", route: "/deliveries" });
  };
};
