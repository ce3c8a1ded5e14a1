export { createGuests, type Guests } from "./create-guests.ts";
export { homeCountryOf } from "./home-country.ts";
export type { GuestsDeps } from "./guests.ts";
export { createSample, sampleWedding, type Sample, type SampleWedding } from "./sample/sample-wedding.ts";
