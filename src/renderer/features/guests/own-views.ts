import { createSavedViews } from "../../state/saved-views.ts";

/** The planner's own views of the guest list. */
export const useOwnGuestViews = createSavedViews("usher.views");
