/** What a command's exit status says. Source of those from 64 on: sysexits(3). */
export const ExitCode = {
  done: 0,
  couldNot: 1,
  usage: 64,
  noDaemon: 69,
  bug: 70,
  /** It can be done, but not now and not so. */
  otherOrder: 75,
  badConfig: 78,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
