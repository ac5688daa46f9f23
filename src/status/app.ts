/** The read-only HTTP endpoint: a function from Request to Response, served by `io`. */
import { type Context, Hono } from "hono";
import { describeBug, type Lines, printableJson, printableLines } from "../model/mod.ts";
import { describe } from "./describe.ts";
import type { StatusDocument } from "./document.ts";
import { renderMetrics } from "./metrics.ts";
import { nagios } from "./nagios.ts";
import { renderHtml } from "./page.tsx";
import {
  active,
  clusterServes,
  type Findings,
  healthy,
  live,
  ready,
  standingBy,
  unitNamed,
} from "./probes.ts";
import { renderText } from "./screen.ts";
import { warningsOf } from "./warnings.ts";

export type Source = () => StatusDocument;

/** One document a request, so that body and headers speak of the same moment. */
export type StatusApp = Hono<Seen>;
type Seen = {
  /** Who asks: `alice (uid 1001)`; null, or absent, where that is not known. */
  readonly Bindings: { readonly by?: string | null };
  readonly Variables: { readonly document: StatusDocument };
};
type Asked = Context<Seen>;

const READABLE = "GET, HEAD, OPTIONS";

/** Only ever reads. `POST` of the control socket is added by `controlApp`. */
export function statusApp(source: Source, writable: readonly string[] = []): StatusApp {
  const app: StatusApp = new Hono();
  app.use(async (context, next) => {
    const document = source();
    context.set("document", document);
    const { method, path } = context.req;
    const allowed = writable.includes(path) ? "POST, OPTIONS" : READABLE;
    if (method === "OPTIONS") return signed(context.body(null, 204, { allow: allowed }), document);
    if (!allowed.split(", ").includes(method)) {
      const refusal = `Cannot answer ${method} ${path}: only ${allowed} are answered here`;
      return signed(answerText(context, refusal, 405, { allow: allowed }), document);
    }
    await next();
    signed(context.res, document);
  });
  addViews(app);
  addProbes(app);
  // One who asks is told no more than this, and the others are served all the same.
  app.onError((error, context) =>
    answerText(
      context,
      [`Cannot answer: hb has a bug: ${describeBug(error)}; please report it`],
      500,
    )
  );
  app.notFound((context) => {
    const paths = [...new Set(app.routes.map(({ path }) => path))].filter((path) => path !== "/*");
    const why = `Cannot find ${context.req.path}: there is ${paths.join(" ")}`;
    return answerText(context, [why, signature(context.var.document)], 404);
  });
  return app;
}

function addViews(app: StatusApp): void {
  app.get("/", (context) => {
    const { document } = context.var;
    const html = context.req.header("accept")?.includes("text/html") === true;
    if (html) return context.html(renderHtml(document));
    const flags = { attributes: true, failcounts: true, inactive: true };
    return answerText(context, renderText(document, flags));
  });
  app.get("/api/v1/status", (context) => {
    const { document } = context.var;
    return answerJson(context, {
      made: madeOf(document),
      nagios: nagios(document),
      warnings: warningsOf(document),
      ...document,
    });
  });
  app.get("/api/v1/events", (context) => {
    const { document } = context.var;
    const events = document.events.map(({ wall, event }) => ({
      at: new Date(wall).toISOString(),
      ...describe(event),
      event,
    }));
    return answerJson(context, { made: madeOf(document), events });
  });
  app.get("/api/v1/version", (context) => {
    const { document } = context.var;
    return answerJson(context, { made: madeOf(document), version: document.version });
  });
  app.get("/metrics", (context) =>
    context.body(renderMetrics(context.var.document), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    }));
}

function addProbes(app: StatusApp): void {
  app.get("/livez", (context) => answer(context, live(context.var.document)));
  app.get("/readyz", (context) => answer(context, ready(context.var.document)));
  app.get("/health", (context) => answer(context, healthy(context.var.document)));
  app.get("/cluster", (context) => answer(context, clusterServes(context.var.document)));
  for (const [path, probe] of [["active", active], ["standby", standingBy]] as const) {
    app.get(`/${path}`, (context) => answer(context, probe(context.var.document, null)));
    app.get(`/${path}/:group`, (context) => {
      const { document } = context.var;
      const name = context.req.param("group");
      const unit = unitNamed(document.snapshot, name);
      if (unit !== undefined) return answer(context, probe(document, unit));
      const known = document.snapshot.units.map((one) => one.name).join(" ");
      const why = `Cannot find group or resource ${name}: there is ${known}`;
      return answerText(context, [why, signature(document)], 404);
    });
  }
}

/** `ok`, or what is wrong; every check with `?verbose`. */
function answer(context: Asked, findings: Findings): Response {
  const wrong = findings.filter(({ problem }) => problem !== null);
  const shown = context.req.query("verbose") === undefined
    ? wrong.map(({ problem }) => `${problem}`)
    : findings.map(({ name, problem }) =>
      problem === null ? `[+] ${name}: ok` : `[-] ${name}: ${problem}`
    );
  const verdict = wrong.length === 0 ? "ok" : "no";
  const lines = [verdict, ...shown, signature(context.var.document)];
  return answerText(context, lines, wrong.length === 0 ? 200 : 503);
}

/** All text but the page and the metrics leaves here. */
const answerText = (
  context: Context,
  lines: Lines,
  status: 200 | 404 | 405 | 500 | 503 = 200,
  headers: Readonly<Record<string, string>> = {},
): Response => context.text(`${printableLines(lines).join("\n")}\n`, status, headers);

/** And all JSON. */
export const answerJson = (
  context: Context,
  answer: unknown,
  status: 200 | 400 | 409 = 200,
): Response => context.body(printableJson(answer), status, { "content-type": "application/json" });

interface Made {
  readonly at: string;
  readonly by: string;
}

const madeOf = ({ madeAt, madeBy }: StatusDocument): Made => ({
  at: new Date(madeAt).toISOString(),
  by: madeBy,
});

/** Every body says when it was made and by whom, */
function signature(document: StatusDocument): string {
  const { at, by } = madeOf(document);
  return `made ${at} by ${by}`;
}

/** The page has no script and loads nothing. Source: Content Security Policy Level 3. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'";

/** and so does every header; no cache may keep either. */
function signed(response: Response, document: StatusDocument): Response {
  const { at, by } = madeOf(document);
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-hb-made-at", at);
  response.headers.set("x-hb-made-by", by);
  response.headers.set("x-content-type-options", "nosniff");
  // Nobody's page may show this one within itself; an old browser knows the first header only.
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("content-security-policy", POLICY);
  return response;
}
