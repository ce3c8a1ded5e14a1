import type { Intent } from "./ledger-rows.ts";

/** All zones in which it must not be night when this message leaves. */
export const quietZonesOf = ({ quietZone, alsoQuietIn = [] }: Pick<Intent, "quietZone" | "alsoQuietIn">): readonly string[] => [
  quietZone,
  ...alsoQuietIn,
];
