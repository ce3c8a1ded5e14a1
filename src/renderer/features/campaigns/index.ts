export { CampaignListScreen } from "./campaign-list-screen.tsx";
export { ComposeScreen } from "./compose/compose-screen.tsx";
export { ReportScreen } from "./report/report-screen.tsx";
export { ReviewScreen } from "./review/review-screen.tsx";
export { RunScreen } from "./run/run-screen.tsx";
