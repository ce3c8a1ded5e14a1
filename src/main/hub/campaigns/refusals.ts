import { UsherError } from "#shared/problem.ts";

export const refuse = (code: string, sentence: string, nextStep: string): UsherError => new UsherError({ code, sentence, nextStep });

export const campaignGone = (): UsherError => refuse("campaign-gone", "This campaign is not here any more.", "Open the list of campaigns.");
export const notADraft = (): UsherError =>
  refuse(
    "not-a-draft",
    "This campaign has been approved, so it cannot be changed.",
    "Make a new campaign, or cancel this one during its hold.",
  );
