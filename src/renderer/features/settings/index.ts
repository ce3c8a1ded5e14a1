export { SettingsScreen } from "./settings-screen.tsx";
export { DamagedScreen } from "./damaged-screen.tsx";
