/** The status as one HTML page: no scripts, nothing external; every value is escaped by JSX. */
// deno-lint-ignore-file jsx-key -- the page is made once, as a string: nothing is ever drawn again
import { FAULT_WORDS, holdersIn } from "../config/mod.ts";
import { formatAgentRef, plain, printableData } from "../model/mod.ts";
import type { NodeView, Snapshot, UnitView } from "../node/mod.ts";
import { adviceOnDeadtime } from "./advice_on_deadtime.ts";
import { describe } from "./describe.ts";
import type { StatusDocument } from "./document.ts";
import { PAGE_STYLE } from "./page_style.ts";
import { failedActions, migrations } from "./screen_history.ts";
import { DISABLED } from "./screen.ts";
import { openFencing } from "./screen_fencing.ts";
import { moodOf, wordOf } from "./screen_nodes.ts";
import { safeguards } from "./screen_safeguards.ts";
import type { Screen, Section } from "./section.ts";
import { formatStateWord, stateWordOf } from "./state_word.ts";
import {
  cloneRows,
  type InstanceRows,
  type NodeRow,
  type ResourceRow,
  unitTitle,
} from "./clone_set.ts";
import { mixedWord } from "./versions.ts";
import { votesWord } from "./votes.ts";
import { warningsOf } from "./warnings.ts";
import { formatAge, formatWall } from "./words.ts";

/** Seconds between two loads of the page by itself. */
const REFRESH = 5;

/** How many events the page shows, the newest first. */
const RECENT = 20;

export function renderHtml(whole: StatusDocument, zone?: string): string {
  const document = printableData(whole);
  const screen: Screen = { document, flags: {}, paint: plain, zone };
  const { snapshot, madeBy } = document;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="refresh" content={String(REFRESH)} />
        <title>{`${snapshot.cluster} on ${madeBy}`}</title>
        <style>{PAGE_STYLE}</style>
      </head>
      <body>
        <Warnings document={document} />
        {snapshot.maintenance && (
          <section class="disabled">
            <h2>{DISABLED[0]}</h2>
            <p>{DISABLED[1]}</p>
          </section>
        )}
        <Summary screen={screen} />
        <Nodes document={document} />
        <Lines section={safeguards(screen)} />
        <Resources document={document} />
        <Lines section={migrations(screen)} />
        <Lines section={failedActions(screen)} />
        {openFencing(screen).map((section) => <Lines section={section} />)}
        <Events document={document} zone={zone} />
        <Promises document={document} />
      </body>
    </html>
  );
  return `<!DOCTYPE html>\n${page}\n`;
}

function Warnings({ document }: { document: StatusDocument }) {
  const warnings = warningsOf(document);
  if (warnings.length === 0) return null;
  return (
    <section class="warnings">
      <h2>Warnings</h2>
      <ul>{warnings.map(({ severity, text }) => <li class={severity}>{text}</li>)}</ul>
    </section>
  );
}

function Summary({ screen: { document, zone } }: { screen: Screen }) {
  const { snapshot, madeAt, madeBy, version } = document;
  const { quorum, coordinator, epoch } = snapshot;
  return (
    <header>
      <h1>{snapshot.cluster}</h1>
      <p>
        Current DC: {coordinator ?? "NONE"}
        {epoch === null ? "" : ` (epoch ${epoch.counter})`} - {mixedWord(snapshot)}partition{" "}
        <b class={quorum.held ? "good" : "bad"}>{quorum.held ? "with" : "WITHOUT"}</b> quorum{" "}
        ({votesWord(quorum)})
      </p>
      <p>
        Last updated: {formatWall(madeAt, zone)} on {madeBy} (hb {version})
      </p>
    </header>
  );
}

function Nodes({ document }: { document: StatusDocument }) {
  return (
    <section>
      <h2>Nodes</h2>
      <div class="table">
        <table>
          {document.snapshot.nodes.map((node) => (
            <tr>
              <th>{node.witness ? `${node.name} (witness)` : node.name}</th>
              <td class={moodOf(node, { document })}>{wordOf(node, { document })}</td>
              <td>
                <Links node={node} document={document} />
              </td>
            </tr>
          ))}
        </table>
      </div>
    </section>
  );
}

function Links({ node, document }: { node: NodeView; document: StatusDocument }) {
  if (node.name === document.madeBy) {
    return (
      <>{document.snapshot.links.map(({ link, up }) => <Link name={link} up={up} note="" />)}</>
    );
  }
  const advice = adviceOnDeadtime(node, document.deadtime);
  return (
    <>
      {node.links.map(({ link, up, heardAgo }) => (
        <Link
          name={link}
          up={up}
          note={heardAgo === null ? ", never heard" : `, heard ${formatAge(heardAgo)} ago`}
        />
      ))}
      {node.worstSilence > 0 && <div>worst silence {formatAge(node.worstSilence)}</div>}
      {advice !== null && <div>{advice}</div>}
    </>
  );
}

function Link({ name, up, note }: { name: string; up: boolean; note: string }) {
  return (
    <div>
      {name} <span class={up ? "good" : "bad"}>{up ? "up" : "down"}</span>
      {note}
    </div>
  );
}

function Resources({ document: { snapshot } }: { document: StatusDocument }) {
  return (
    <section>
      <h2>Resources</h2>
      {snapshot.units.map((unit) => (
        <>
          {(unit.isGroup || unit.clone !== null) && <h3>{unitTitle(unit, [], snapshot)}</h3>}
          <div class="table">
            <table>{rowsOf(unit, snapshot).map((row) => <Row row={row} />)}</table>
          </div>
        </>
      ))}
    </section>
  );
}

function rowsOf(unit: UnitView, snapshot: Snapshot): readonly (InstanceRows | NodeRow)[] {
  if (unit.clone !== null) return cloneRows(unit, snapshot);
  const around = { blocked: unit.blocked !== null, promotable: false };
  const rows = unit.resources.map((resource): ResourceRow => ({
    resource,
    state: stateWordOf(resource, snapshot, around),
  }));
  return [{ kind: "instance", group: null, rows }];
}

function Row({ row }: { row: InstanceRows | NodeRow }) {
  if (row.kind === "nodes") {
    return (
      <tr>
        <th>{row.word}</th>
        <td />
        <td class={row.mood}>{row.nodes.join(" ")}</td>
      </tr>
    );
  }
  return (
    <>
      {row.rows.map(({ resource, state }) => (
        <tr>
          <th>{resource.id}</th>
          <td>{formatAgentRef(resource.agent)}</td>
          <td class={state.mood}>{formatStateWord(state)}</td>
        </tr>
      ))}
    </>
  );
}

/** A section of the text, line by line: its `*` become the list's. */
function Lines({ section: { title, lines } }: { section: Section }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>{lines.map((line) => <li>{line.replace(/^ *\* /, "")}</li>)}</ul>
    </section>
  );
}

/** What `hb check` says; not folded, for it would close at each load of the page. */
function Promises({ document: { promises } }: { document: StatusDocument }) {
  if (promises.length === 0) return null;
  return (
    <section>
      <h2>How many nodes hold a resource while something is wrong</h2>
      <div class="table">
        <table>
          {promises.map((promise) => (
            <tr>
              <th>{FAULT_WORDS[promise.fault]}</th>
              <td class={promise.atMostOne ? "good" : "moving"}>{holdersIn(promise)}</td>
              <td>
                {promise.provided === null ? "" : `if ${promise.provided}; `}
                because {promise.because}
              </td>
            </tr>
          ))}
        </table>
      </div>
    </section>
  );
}

function Events({ document, zone }: { document: StatusDocument; zone: string | undefined }) {
  const recent = document.events.map(({ wall, event }) => ({ wall, ...describe(event) }))
    .filter(({ level }) => level !== "debug").slice(-RECENT).toReversed();
  if (recent.length === 0) return null;
  return (
    <section>
      <h2>Recent events</h2>
      <ul>
        {recent.map(({ wall, level, text }) => (
          <li class={level}>
            <time>{formatWall(wall, zone)}</time> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
