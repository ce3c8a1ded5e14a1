/** Whether this computer has a network at all, and whether it just slept. Hints, never proof. */
export interface Connectivity {
  online(): boolean;
  /** Called on network changes and on wake from sleep; returns the unsubscribe. */
  subscribe(listener: (event: "online" | "offline" | "suspend" | "resume") => void): () => void;
}
