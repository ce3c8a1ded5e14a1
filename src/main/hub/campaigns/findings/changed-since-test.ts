import { decide, placeOf, type Finder } from "./finding.ts";

/** What arrived as a test is not what would leave now. */
export const changedSinceTest: Finder = ({ history }) =>
  history.changedSinceTest.map((text) =>
    decide("changed-since-test", {
      sentence: `${placeOf(text, true)} was changed after you tested it.`,
      fix: "Send yourself another test, or leave it.",
      fixAt: "texts",
    }),
  );
