/** The status as text: crm_mon's screen and letters, with the warnings on top and the links. */
import { coloured, plain, printableData } from "../model/mod.ts";
import type { StatusDocument } from "./document.ts";
import { allFencing, openFencing } from "./screen_fencing.ts";
import { attributes, events, failedActions, migrations, operations } from "./screen_history.ts";
import { links, nodeList } from "./screen_nodes.ts";
import { inactiveResources, resourceList } from "./screen_resources.ts";
import { safeguards } from "./screen_safeguards.ts";
import { renderSections, type Screen, type ScreenFlags, type Section } from "./section.ts";
import { instanceCount, isDisabled } from "./standing.ts";
import { inParentheses } from "./state_word.ts";
import { mixedWord } from "./versions.ts";
import { unequalVotes, votesWord } from "./votes.ts";
import { warningsOf } from "./warnings.ts";
import { count, formatWall } from "./words.ts";

export interface ScreenOptions {
  readonly colour?: boolean;
  /** A time zone by its IANA name; absent: the host's. */
  readonly zone?: string;
}

/** Line by line, printable but for the colours. */
export function renderText(
  whole: StatusDocument,
  flags: ScreenFlags = {},
  options: ScreenOptions = {},
): readonly string[] {
  const document = printableData(whole);
  const paint = options.colour === true ? coloured : plain;
  const screen: Screen = { document, flags, paint, zone: options.zone };
  const { byNode, inactive, failcounts } = flags;
  const history = flags.operations === true || flags.timing === true;
  const sections: readonly Section[] = [
    warnings(screen),
    summary(screen),
    ...(document.snapshot.maintenance ? [disabled] : []),
    nodeList(screen),
    links(screen),
    safeguards(screen),
    ...(byNode === true ? [] : [resourceList(screen)]),
    ...(byNode === true && inactive === true ? [inactiveResources(screen)] : []),
    ...(flags.attributes === true ? [attributes(screen)] : []),
    ...(history ? [operations(screen)] : failcounts === true ? [migrations(screen)] : []),
    failedActions(screen),
    ...(flags.fencing === true ? allFencing(screen) : openFencing(screen)),
    ...(inactive === true ? [events(screen)] : []),
  ];
  return renderSections(sections, paint);
}

/** In crm_mon's words. */
export const DISABLED = [
  "*** Resource management is DISABLED ***",
  "The cluster will not attempt to start, stop or recover services",
] as const;

const disabled: Section = {
  title: "",
  lines: [`${" ".repeat(14)}${DISABLED[0]}`, `  ${DISABLED[1]}`],
};

function warnings({ document, paint }: Screen): Section {
  const lines = warningsOf(document).map(({ severity, text }) =>
    `  * ${severity === "notice" ? text : paint(text, severity === "critical" ? "red" : "yellow")}`
  );
  return { title: "WARNINGS", lines };
}

function summary({ document, paint, zone }: Screen): Section {
  const { snapshot, madeAt, madeBy, version } = document;
  const { quorum, coordinator, epoch, units } = snapshot;
  const term = epoch === null ? "" : ` (epoch ${epoch.counter})`;
  const word = mixedWord(snapshot);
  const mixed = word === "" ? "" : paint(word, "yellow");
  const votes = quorum.held
    ? `partition ${paint("with", "green")} quorum`
    : `partition ${paint("WITHOUT", "red")} quorum`;
  const instances = instanceCount(units, () => true);
  const stopped = instanceCount(units, (_, resource) => isDisabled(resource));
  const blocked = instanceCount(units, (unit) => unit.blocked !== null);
  const remarks = [
    ...(stopped === 0 ? [] : [`${stopped} DISABLED`]),
    ...(blocked === 0 ? [] : [`${blocked} BLOCKED from further action`]),
  ];
  return {
    title: "Cluster Summary",
    lines: [
      `  * Cluster: ${snapshot.cluster}`,
      `  * Current DC: ${
        coordinator === null ? "NONE" : `${coordinator}${term}`
      } - ${mixed}${votes}` +
      ` (${votesWord(quorum)})`,
      `  * Last updated: ${formatWall(madeAt, zone)} on ${madeBy} (hb ${version})`,
      `  * ${count(snapshot.nodes.length, "node")} configured${
        inParentheses(unequalVotes(snapshot))
      }`,
      `  * ${count(instances, "resource instance")} configured${inParentheses(remarks)}`,
    ],
  };
}
