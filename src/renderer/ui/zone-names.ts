/** Time zones that a person can choose from. */
export const zoneNames: readonly string[] = Intl.supportedValuesOf("timeZone");
