/**
 * What nobody waited for, e.g. a client that went away in the middle of an answer, is said and
 * survived. What was thrown outside all waiting is a bug.
 */
export function catchStrays(say: (text: string) => void, onBug: (error: unknown) => void): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    say(`Cannot finish something in the background: ${String(event.reason)}`);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    onBug(event.error);
  });
}
