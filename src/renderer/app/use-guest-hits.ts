import { useEffect, useState } from "react";
import { useClient } from "../state/bridge-context.tsx";

export interface GuestHit {
  readonly id: string;
  readonly name: string;
  readonly household: string;
}

/** From this many letters on guests are looked for, and this many are offered. */
const lettersMin = 2;
const hitsMax = 6;
const nobody: readonly GuestHit[] = [];

/** The guests that a typed text finds now; the answer to an older text never replaces a newer one. */
export const useGuestHits = (weddingId: string | undefined, typed: string): readonly GuestHit[] => {
  const client = useClient();
  const [found, setFound] = useState({ text: "", hits: nobody });
  const text = typed.trim();
  const isAsked = weddingId !== undefined && text.length >= lettersMin;
  useEffect(() => {
    if (!isAsked) return;
    const abort = new AbortController();
    const look = async (): Promise<void> => {
      const view = {
        preset: "everyone" as const,
        search: text.slice(0, 200),
        filters: [],
        sort: { field: "name" as const, direction: "ascending" as const },
      };
      const frames = await client.guests.window({ weddingId, view, offset: 0, limit: hitsMax }, { signal: abort.signal });
      for await (const frame of frames) {
        if (frame.type === "snapshot" && !abort.signal.aborted) setFound({ text, hits: frame.rows });
        return;
      }
    };
    // A lost connection shows in the top bar; the palette then finds commands only.
    look().catch(() => undefined);
    return () => abort.abort();
  }, [client, weddingId, text, isAsked]);
  return isAsked ? found.hits : nobody;
};
