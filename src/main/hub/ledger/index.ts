export { openLedger, type LedgerOptions } from "./open-ledger.ts";
export { adoptedFactId, adoptedIntent, isAdopted, type AdoptedMessage, type Adoption } from "./adopt.ts";
export { journalProblems } from "./journal-problems.ts";
export { createMessageBook, type BookChange, type BookEntry, type MessageBook } from "./message-book.ts";
export type { ApprovalRequest, ApprovalResult, Ledger, LedgerBatch, LedgerMessage, LedgerRows, LedgerStats } from "./ledger.ts";
export { messageIdOf } from "./message-id.ts";
export { frozenTextSha256, payloadSha256Of } from "./payload-hash.ts";
