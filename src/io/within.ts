/** Waiting that has an end. */
import type { Millis } from "../model/mod.ts";

/** The value, or null when the time is up or `signal` was aborted before there was one. */
export async function within<Value>(
  limit: Millis,
  value: Promise<Value>,
  signal?: AbortSignal,
): Promise<Value | null> {
  const { promise: giveUp, resolve } = Promise.withResolvers<null>();
  const stop = () => resolve(null);
  const timer = setTimeout(stop, limit);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    return await Promise.race([value, giveUp]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
