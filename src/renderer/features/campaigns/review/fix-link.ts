import type { FixPlace } from "#shared/api/campaigns.ts";

/** Where a finding is put right; null where there is no screen for it, or it is on this one. */
export const fixLinkOf = (place: FixPlace, campaignId: string): { readonly href: string; readonly label: string } | null => {
  const compose = `/messages/${campaignId}/compose`;
  switch (place) {
    case "texts":
      return { href: compose, label: "Go to the texts" };
    case "audience":
      return { href: compose, label: "Choose people" };
    case "when":
      return { href: compose, label: "Change the time" };
    case "guests":
      return { href: "/guests", label: "Open the guest list" };
    case "settings":
      return { href: "/settings", label: "Open Settings" };
    // The limit and the wedding's details are on every screen's edge already.
    case "cost":
    case "wedding":
    case null:
      return null;
  }
};
