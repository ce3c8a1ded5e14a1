import type { AppStatus } from "#shared/api/app.ts";
import { useClient } from "../state/bridge-context.tsx";
import { useLiveValue, type LiveValue } from "../state/live-slot.ts";

export const useAppStatus = (): LiveValue<AppStatus> => {
  const client = useClient();
  return useLiveValue("app.status", (signal) => client.app.status(undefined, { signal }));
};
