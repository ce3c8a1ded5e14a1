import { app, dialog } from "electron";

export interface QuitSteps {
  /** Messages on their way or waiting to go. */
  sending(): number;
  /** Claims nothing more, lets running sends end, closes every file. */
  stop(): Promise<void>;
  /** Called once, when it is certain that the app ends. */
  onQuitting(): void;
}

/**
 * Quit is a veto, then a join: while messages are on their way a person is asked; then what runs may end, and only then does the process.
 * Ctrl+C and the system's own end are not asked. States: running -> asking -> stopping -> gone.
 */
export const guardQuit = (steps: QuitSteps): void => {
  let state: "running" | "asking" | "stopping" = "running";
  const stop = (): void => {
    if (state === "stopping") return;
    state = "stopping";
    steps.onQuitting();
    steps.stop().then(
      () => app.exit(0),
      () => app.exit(1),
    );
  };
  app.on("before-quit", (event) => {
    event.preventDefault();
    if (state !== "running") return;
    if (steps.sending() === 0) {
      stop();
      return;
    }
    state = "asking";
    void confirmQuit(steps.sending()).then((quits) => {
      state = "running";
      if (quits) stop();
    });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
};

const confirmQuit = async (sending: number): Promise<boolean> => {
  const { response } = await dialog.showMessageBox({
    type: "question",
    message: `${sending} ${sending === 1 ? "message is" : "messages are"} still on the way.`,
    detail: "What is being sent right now will finish. The rest goes out when Usher is open again.",
    buttons: ["Keep sending", "Quit"],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
};
