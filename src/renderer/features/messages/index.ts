export { BlockedScreen } from "./blocked-screen.tsx";
export { DeliveriesScreen } from "./deliveries-screen.tsx";
export { MessageTimeline } from "./message-timeline.tsx";
