import { people } from "../words.ts";
import { decide, type Finder } from "./finding.ts";

export const fieldEmpty: Finder = ({ emptyFields }) =>
  [...emptyFields].map(([field, guestIds]) =>
    decide("field-empty", {
      sentence: `The field ${field} is empty for ${people(guestIds.length)}.`,
      fix: 'Fill it in, or add a stand-in: | default: "friend".',
      guestIds,
    }),
  );
