export type { ApprovalRequest, ApprovalResult, Ledger, LedgerBatch, LedgerMessage, LedgerRows, LedgerStats } from "./ledger.ts";
export { messageIdOf } from "./message-id.ts";
export { frozenTextSha256, payloadSha256Of } from "./payload-hash.ts";
