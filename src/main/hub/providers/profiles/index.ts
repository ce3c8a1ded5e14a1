export { priceOf, profileOf, type AccountProfile, type Price } from "./account-profile.ts";
export { countryRuleOf, type CountryVerdict } from "./country-rules.ts";
export { figuresOf, figureText, noFigures, type Figures, type FiguresOf } from "./figures.ts";
export { isMessagingService } from "./sender-kind.ts";
