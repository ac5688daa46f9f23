/** What is said of an event, and how loudly. */
export type Level = "debug" | "info" | "warning" | "error";

export interface Description {
  readonly level: Level;
  /** One line, without a full stop. */
  readonly text: string;
}

export const debug = (text: string): Description => ({ level: "debug", text });
export const info = (text: string): Description => ({ level: "info", text });
export const warning = (text: string): Description => ({ level: "warning", text });
export const error = (text: string): Description => ({ level: "error", text });
