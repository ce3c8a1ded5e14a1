import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import type { UsherClient } from "#shared/api/contract.ts";
import type { Bridge, BridgeState } from "../bridge/index.ts";
import { createSlots, type Slots } from "./slots.ts";

interface Connection {
  readonly bridge: Bridge;
  readonly slots: Slots;
}

const ConnectionContext = createContext<Connection | undefined>(undefined);

export const connectionOf = (bridge: Bridge): Connection => ({ bridge, slots: createSlots(bridge.state) });

export const BridgeProvider = ({ connection, children }: { connection: Connection; children: ReactNode }): ReactNode => (
  <ConnectionContext value={connection}>{children}</ConnectionContext>
);

export const useConnection = (): Connection => {
  const connection = useContext(ConnectionContext);
  if (connection === undefined) throw new Error("useConnection outside of BridgeProvider");
  return connection;
};

export const useBridge = (): Bridge => useConnection().bridge;
export const useClient = (): UsherClient => useConnection().bridge.client;
export const useBridgeState = (): BridgeState => {
  const { state } = useBridge();
  return useSyncExternalStore(state.subscribe, state.current);
};
