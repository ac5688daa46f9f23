/** Something that an administrator must read before anything else. */
export interface Warning {
  /**
   * critical: the service is down, or two nodes hold it, or nobody can tell. notice: an operator
   * wants it so, and should not forget it.
   */
  readonly severity: "critical" | "warning" | "notice";
  readonly text: string;
}

export const critical = (text: string): Warning => ({ severity: "critical", text });
export const warning = (text: string): Warning => ({ severity: "warning", text });
export const notice = (text: string): Warning => ({ severity: "notice", text });
