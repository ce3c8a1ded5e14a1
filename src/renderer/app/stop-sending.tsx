import type { ReactNode } from "react";
import type { UsherClient } from "#shared/api/contract.ts";
import { useClient } from "../state/bridge-context.tsx";
import { problemOf } from "../state/problem-of.ts";
import { Button } from "../ui/button.tsx";
import { Hand } from "../ui/icons.ts";
import { showToast } from "../ui/toast.tsx";
import { useOrderedStops, useStops } from "./stops.ts";

/** Stops everything, or one wedding. Shown as soon as the hub has it on disk; nothing is asked before, because minutes count. */
export const stopSending = async (client: UsherClient, weddingId: string | null): Promise<void> => {
  try {
    const { onTheWay } = await (weddingId === null ? client.app.pauseAllSending() : client.app.pauseWeddingSending({ weddingId }));
    useOrderedStops.getState().add(weddingId);
    const what = weddingId === null ? "All sending is stopped." : "Sending of this wedding is stopped.";
    showToast({ sentence: onTheWay === 0 ? what : `${what} ${onTheWay} were already on their way.` });
  } catch (error) {
    const { sentence, nextStep } = problemOf(error);
    showToast({ sentence: `${sentence} ${nextStep}` });
  }
};

/** On every screen, at the same place: the one thing to press when something goes wrong. */
export const StopSending = (): ReactNode => {
  const client = useClient();
  const isStopped = useStops().some(({ weddingId }) => weddingId === null);
  return (
    <Button
      variant="danger"
      isDisabled={isStopped}
      aria-label={isStopped ? "Stopped: all sending" : "Stop sending: everything"}
      onPress={() => void stopSending(client, null)}
    >
      <Hand aria-hidden />
      <span className="hidden md:inline">{isStopped ? "Stopped" : "Stop sending"}</span>
    </Button>
  );
};
