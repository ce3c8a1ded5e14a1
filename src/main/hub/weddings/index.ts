export { createWeddings, type SampleDocuments, type Weddings } from "./weddings.ts";
