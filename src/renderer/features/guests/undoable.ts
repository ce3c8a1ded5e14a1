/** A change that was made, and how to take it back. */
export interface Undoable {
  readonly undoId: string;
  /** `Changed diet for 14 guests`. */
  readonly sentence: string;
}
