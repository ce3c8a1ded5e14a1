import { useState, type ReactNode } from "react";
import { useClient } from "../state/bridge-context.tsx";
import { problemOf } from "../state/problem-of.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { OctagonX } from "../ui/icons.ts";
import { showToast } from "../ui/toast.tsx";
import { useAppStatus } from "./status.ts";

/** On every screen, as long as nothing can be sent at all: what happened, and what to do now. */
export const SendingProblem = (): ReactNode => {
  const problem = useAppStatus().value?.sendingProblem ?? null;
  const [isAsking, setAsking] = useState(false);
  if (problem === null) return null;
  return (
    <div role="alert" className="flex items-start gap-2.5 border-b border-bad/30 bg-bad/10 px-4 py-2 text-sm">
      <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold text-bad">{problem.sentence}</strong> {problem.nextStep}
      </p>
      {problem.code === "journal-lost" ? <Button onPress={() => setAsking(true)}>Begin a new journal…</Button> : null}
      {isAsking ? <NewJournal onClose={() => setAsking(false)} /> : null}
    </div>
  );
};

const NewJournal = ({ onClose }: { readonly onClose: () => void }): ReactNode => {
  const client = useClient();
  const [isBusy, setBusy] = useState(false);
  const begin = async (): Promise<void> => {
    setBusy(true);
    try {
      const { accepted, held } = await client.app.beginNewJournal();
      showToast({ sentence: `A new journal was begun: ${accepted} messages had been sent, ${held} are held for you to decide.` });
      onClose();
    } catch (error) {
      const { sentence, nextStep } = problemOf(error);
      showToast({ sentence: `${sentence} ${nextStep}` });
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Begin a new send journal?"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button variant="danger" isDisabled={isBusy} onPress={() => void begin()}>
            Begin a new journal
          </Button>
        </>
      }
    >
      <p>Do this only when there is no newer copy of the journal. The lists say what was sent; nobody who got a message gets it again.</p>
      <p>Whatever may have gone out since is held: you decide about each of these, and none of them is sent by itself.</p>
    </Dialog>
  );
};
