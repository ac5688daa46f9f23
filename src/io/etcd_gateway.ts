/**
 * etcd's HTTP/JSON gateway: several endpoints, TLS, a user's token, all within one timeout.
 * Source: etcd.io, "gRPC gateway" (`/v3/…`: etcd 3.4 and later).
 */
import type { ArbiterConfig, Millis, Result } from "../model/mod.ts";
import { readText, readTextSync } from "./text_file.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** One method of etcd's API: fields in, fields out. Throws what has gone wrong. */
export type Call = (method: string, body: unknown) => Promise<Fields>;

/** etcd's answers here are some hundred bytes. */
const LONGEST_ANSWER = 64 * 1024;
const LONGEST_PROBLEM = 300;

export class EtcdGateway {
  readonly #config: ArbiterConfig;
  #client: Deno.HttpClient | null = null;
  #token: string | null = null;
  /** The endpoint that answered last is asked first. */
  #first = 0;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(config: ArbiterConfig) {
    this.#config = config;
  }

  /** What `work` returns, from the first endpoint with which it does so; else what went wrong with each. */
  async within<Value>(work: (call: Call) => Promise<Value>): Promise<Result<Value, string>> {
    const turn = this.#inTurn(work);
    this.#underWay.add(turn);
    try {
      return await turn;
    } finally {
      this.#underWay.delete(turn);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    this.#client?.close();
    this.#client = null;
  }

  async #inTurn<Value>(work: (call: Call) => Promise<Value>): Promise<Result<Value, string>> {
    const { endpoints, timeout } = this.#config;
    const problems: string[] = [];
    const from = this.#first;
    const begunAt = performance.now();
    for (let nth = 0; nth < endpoints.length; nth++) {
      const at = (from + nth) % endpoints.length;
      const left = timeout - (performance.now() - begunAt);
      if (left <= 0) break;
      // Half of what is left for each, so that one that hangs leaves time for the others.
      const limit = nth === endpoints.length - 1 ? left : left / 2;
      const tried = await this.#tryOne(endpoints[at] ?? "", limit, work);
      if (tried.ok) {
        this.#first = at;
        return tried;
      }
      problems.push(tried.problem);
      this.#first = (at + 1) % endpoints.length;
    }
    return { ok: false, problem: problems.join("; ").slice(0, LONGEST_PROBLEM) };
  }

  async #tryOne<Value>(
    endpoint: string,
    limit: Millis,
    work: (call: Call) => Promise<Value>,
  ): Promise<Result<Value, string>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), limit);
    try {
      const call: Call = (method, body) => this.#call(endpoint, method, body, abort.signal);
      return { ok: true, value: await work(call) };
    } catch (error) {
      const why = abort.signal.aborted
        ? `no answer within ${Math.round(limit)}ms`
        : reasonOf(error as Error);
      return { ok: false, problem: `${endpoint}: ${why}` };
    } finally {
      clearTimeout(timer);
    }
  }

  /** With a token where there is a user; a token that the store no longer knows is had anew, once. */
  async #call(
    endpoint: string,
    method: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<Fields> {
    const { username } = this.#config;
    if (username === null) return await this.#post(endpoint, method, body, signal);
    const hadToken = this.#token !== null;
    this.#token ??= await this.#authenticate(endpoint, username, signal);
    try {
      return await this.#post(endpoint, method, body, signal);
    } catch (error) {
      if (!(error instanceof TokenRefused) || !hadToken) throw error;
      this.#token = await this.#authenticate(endpoint, username, signal);
      return await this.#post(endpoint, method, body, signal);
    }
  }

  async #authenticate(endpoint: string, name: string, signal: AbortSignal): Promise<string> {
    this.#token = null;
    const { passwordFile } = this.#config;
    const password = passwordFile === null ? "" : await readPassword(passwordFile);
    const { token } = await this.#post(endpoint, "auth/authenticate", { name, password }, signal);
    if (typeof token !== "string") throw new Error("it gave no token");
    return token;
  }

  async #post(
    endpoint: string,
    method: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<Fields> {
    this.#client ??= openClient(this.#config);
    const response = await fetch(`${endpoint}/v3/${method}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: this.#token === null ? {} : { authorization: this.#token },
      redirect: "error",
      signal,
      client: this.#client,
    });
    const fields = readFields(await readBounded(response), response.status);
    // A stream's message comes as its `result`, or as an `error` under status 200.
    const { error, result } = fields;
    if (!response.ok || error !== undefined) throw refusal(response.status, fields);
    return isFields(result) ? result : fields;
  }
}

class TokenRefused extends Error {}

/** The innermost cause of a failed fetch, without what the endpoint's name has said already. */
function reasonOf(error: Error): string {
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message.replace(/^error sending request for url \(\S*\): /, "")
    .replace(/^client error \(\w+\): /, "").replace(/: (.+): \1$/, ": $1");
}

/** HTTP/1: a request that hangs is ended with its connection, so that the next one has a new one. */
function openClient({ caFile, certFile, keyFile }: ArbiterConfig): Deno.HttpClient {
  const caCerts = caFile === null ? [] : [readPem(caFile)];
  const own = certFile === null || keyFile === null
    ? {}
    : { cert: readPem(certFile), key: readPem(keyFile) };
  return Deno.createHttpClient({ caCerts, ...own, http1: true, http2: false });
}

function readPem(path: string): string {
  const text = readTextSync(path);
  if (!text.ok) throw new Error(`Cannot read ${path}: ${text.problem}`);
  return text.value;
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > LONGEST_ANSWER) throw new Error("its answer is not etcd's: it does not end");
  }
  return text;
}

function readFields(text: string, status: number): Fields {
  try {
    const fields: unknown = JSON.parse(text);
    if (isFields(fields)) return fields;
  } catch {
    // Said below.
  }
  throw new Error(`its answer, with HTTP status ${status}, is not etcd's`);
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null;

/**
 * Source: api/v3rpc/rpctypes/error.go: an unknown token is Unauthenticated (16); one given before
 * users changed is "revision of auth store is old"; without one, "user name is empty".
 */
function refusal(status: number, { message, error }: Fields): Error {
  const said = message ?? (isFields(error) ? error.message : error);
  const why = typeof said === "string" ? said : `HTTP status ${status}`;
  const isToken = status === 401 || /auth token|auth store is old|user name is empty/.test(why);
  return isToken ? new TokenRefused(why) : new Error(why);
}

/** All but the end of the line, which editors add. */
async function readPassword(path: string): Promise<string> {
  const text = await readText(path);
  if (!text.ok) throw new Error(`Cannot read ${path}: ${text.problem}`);
  return text.value.replace(/\r?\n$/, "");
}
