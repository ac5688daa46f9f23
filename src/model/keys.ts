/** The secrets that the nodes share. */
export interface Key {
  /** 1 to 32 of `A-Z a-z 0-9 . _ -`, so that a roll-over can tell old from new. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** The first signs what this node sends; what any of them signed is accepted. At least one. */
export type Keys = readonly [Key, ...Key[]];
