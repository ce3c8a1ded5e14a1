export { GuestsScreen } from "./guests-screen.tsx";
