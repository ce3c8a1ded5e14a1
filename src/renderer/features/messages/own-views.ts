import { createSavedViews } from "../../state/saved-views.ts";

/** The planner's own views of the deliveries. */
export const useOwnMessageViews = createSavedViews("usher.deliveries");
