/** From whom an account writes. */
export interface SenderChoice {
  /** The account's own sender. */
  readonly from: string;
  /** Whether a sender belongs to another account, which this one may not write from. */
  readonly isForeign?: (sender: string) => boolean;
}

/** The sender that a message names, unless it names none or another account's (a failover): then the account's own. */
export const senderFor = ({ from, isForeign }: SenderChoice, named: string): string =>
  named === "" || (named !== from && isForeign?.(named) === true) ? from : named;
