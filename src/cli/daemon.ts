/** How commands speak with the daemon on this host: over its control socket. */
import type { NoAnswer } from "../io/mod.ts";
import { ok, refuse, type Result } from "../model/mod.ts";
import { CONFIG_PATH, type StatusDocument } from "../status/mod.ts";
import type { Given, Option } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import type { World } from "./world.ts";

const DEFAULT_SOCKET = "/run/hb/hb.sock";

export const SOCKET: Option = {
  name: "socket",
  value: "PATH",
  help: `The daemon's control socket (else $HB_SOCKET, else ${DEFAULT_SOCKET})`,
};

/** Why a command cannot go on, and the exit status that says so. */
export interface Failure {
  readonly code: ExitCode;
  /** "Cannot …: …", and what to do. */
  readonly text: string;
}

/** The daemon's status, whole. */
export async function askStatus(
  given: Given,
  world: World,
): Promise<Result<StatusDocument, Failure>> {
  const body = await askText("/api/v1/status", given, world);
  if (!body.ok) return body;
  const document = readStatus(body.value);
  return document === null
    ? refuse({
      code: ExitCode.couldNot,
      text: `Cannot read the daemon's status: ${socketOf(given, world)} does not answer as hb does`,
    })
    : ok(document);
}

/** The text of the configuration in force. */
export async function askConfig(given: Given, world: World): Promise<Result<string, Failure>> {
  const body = await askText(CONFIG_PATH, given, world);
  if (!body.ok) return body;
  const { inForce } = (read(body.value) ?? {}) as { readonly inForce?: unknown };
  return typeof inForce === "string" ? ok(inForce) : refuse({
    code: ExitCode.couldNot,
    text: `Cannot read what is in force: ${socketOf(given, world)} does not answer as hb does`,
  });
}

/** null: the text is not a status. */
export function readStatus(json: string): StatusDocument | null {
  const document = read(json) as Partial<StatusDocument> | null | undefined;
  const whole = document?.snapshot !== undefined && document.madeAt !== undefined;
  return whole ? document as StatusDocument : null;
}

/** The body of a GET. */
export async function askText(
  path: string,
  given: Given,
  world: World,
): Promise<Result<string, Failure>> {
  const socket = socketOf(given, world);
  const answer = await world.request(socket, "GET", path);
  if (!answer.ok) return refuse(failureOf(answer.problem));
  if (answer.value.status === 200) return ok(answer.value.body);
  const text = `Cannot read ${path}: the daemon answered ${answer.value.status}`;
  return refuse({ code: ExitCode.couldNot, text });
}

/** Asks the daemon to do something. @param what for the refusal: `move web` */
export async function ask(
  what: string,
  path: string,
  body: unknown,
  given: Given,
  world: World,
): Promise<Result<null, Failure>> {
  const socket = socketOf(given, world);
  const answer = await world.request(socket, "POST", path, body);
  if (!answer.ok) return refuse(failureOf(answer.problem));
  if (answer.value.status === 200) return ok(null);
  const problem = (read(answer.value.body) as { problem?: string } | undefined)?.problem ??
    `the daemon answered ${answer.value.status}`;
  return refuse({ code: ExitCode.couldNot, text: sentence(what, problem) });
}

/** Some refusals name what was asked themselves. */
const sentence = (what: string, problem: string): string =>
  problem.startsWith("Cannot ") ? problem : `Cannot ${what}: ${problem.replace(/^There/, "there")}`;

/** Says a failure. @returns the exit status. */
export function fail(failure: Failure, world: World): ExitCode {
  world.complain(failure.text);
  return failure.code;
}

const socketOf = (given: Given, world: World): string =>
  given.values.get("socket") ?? world.environment("HB_SOCKET") ?? DEFAULT_SOCKET;

/** `why` is a whole sentence already. */
const failureOf = ({ kind, why }: NoAnswer): Failure => ({
  code: kind === "broken" ? ExitCode.couldNot : ExitCode.noDaemon,
  text: why,
});

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
