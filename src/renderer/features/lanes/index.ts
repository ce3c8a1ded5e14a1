export { LaneScreen } from "./lane-screen.tsx";
