/** Which hb a node runs, for nodes of two versions. */

/** The levels of the nodes' language that an hb reads; see `wire`. */
export interface Levels {
  readonly lowest: number;
  readonly highest: number;
}

/** What a node says of its hb. */
export interface Release extends Levels {
  /** As `hb version` says it; null: it is not said. */
  readonly version: string | null;
}
