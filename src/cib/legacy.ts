/**
 * What schemas before 3.0 called otherwise, or said elsewhere, in the words of now. Source: the
 * transformations that Pacemaker ships with its schemas.
 */
import { own } from "../model/mod.ts";
import { childOf, type Element } from "./element.ts";

/** A CIB of an older schema as one of now; others as they are. */
export function upgrade(cib: Element): Element {
  const version = /^pacemaker-(\d+)\.(\d+)$/.exec(cib.attributes["validate-with"] ?? "");
  if (version === null || Number(version[1]) >= 3) return cib;
  return mapChild(cib, "configuration", upgradeConfiguration);
}

function upgradeConfiguration(configuration: Element): Element {
  const moved = movedDefaults(configuration);
  const renamed = {
    ...configuration,
    children: configuration.children.map((section) => {
      switch (section.name) {
        case "crm_config":
          return deepMap(section, renameProperty);
        case "resources":
          return deepMap(section, upgradeResource);
        default:
          return section;
      }
    }),
  };
  return ["rsc_defaults", "op_defaults"].reduce(
    (one, section) => addDefaults(one, section, moved.filter((pair) => pair.section === section)),
    renamed as Element,
  );
}

/** Properties that have become defaults of resources or operations. */
const MOVED: Readonly<Record<string, readonly [section: string, name: string]>> = {
  "default-action-timeout": ["op_defaults", "timeout"],
  "default-resource-stickiness": ["rsc_defaults", "resource-stickiness"],
  "is-managed-default": ["rsc_defaults", "is-managed"],
  "default-resource-failure-stickiness": ["rsc_defaults", "migration-threshold"],
};

const RENAMED: Readonly<Record<string, string>> = {
  "transition-idle-timeout": "cluster-delay",
};

/** Gone, or known by no name with hyphens. */
const DROPPED: ReadonlySet<string> = new Set([
  "default-migration-threshold",
  "expected-quorum-votes",
  "notification-agent",
  "notification-recipient",
]);

interface MovedPair {
  readonly section: string;
  readonly pair: Element;
}

function movedDefaults(configuration: Element): readonly MovedPair[] {
  const sets = childOf(configuration, "crm_config")?.children ?? [];
  return sets.flatMap(({ children }) =>
    children.flatMap((pair): readonly MovedPair[] => {
      const target = own(MOVED, hyphenated(pair));
      if (target === undefined) return [];
      const value = movedValue(pair);
      if (value === null) return [];
      const [section, name] = target;
      return [{ section, pair: { ...pair, attributes: { ...pair.attributes, name, value } } }];
    })
  );
}

/** Of the stickiness of failures only "leave at the first" has a word still. */
function movedValue(pair: Element): string | null {
  const { value = "" } = pair.attributes;
  if (!hyphenated(pair).endsWith("failure-stickiness")) return value;
  return value === "-INFINITY" ? "1" : null;
}

const hyphenated = ({ attributes }: Element): string =>
  (attributes["name"] ?? "").replaceAll("_", "-");

function renameProperty(pair: Element): readonly Element[] {
  if (pair.name !== "nvpair") return [pair];
  const { name = "" } = pair.attributes;
  const hyphens = hyphenated(pair);
  if (Object.hasOwn(MOVED, hyphens) || DROPPED.has(hyphens)) return [];
  const now = own(RENAMED, hyphens) ?? (UNDERSCORED.has(name) ? hyphens : name);
  return [{ ...pair, attributes: { ...pair.attributes, name: now } }];
}

const UNDERSCORED: ReadonlySet<string> = new Set([
  "cluster_recheck_interval",
  "dc_deadtime",
  "election_timeout",
  "no_quorum_policy",
  "remove_after_stop",
  "shutdown_escalation",
  "startup_fencing",
  "stonith_action",
  "stonith_enabled",
  "stop_orphan_actions",
  "stop_orphan_resources",
  "symmetric_cluster",
]);

/** What a set of the same name says already stays. */
function addDefaults(
  configuration: Element,
  section: string,
  moved: readonly MovedPair[],
): Element {
  if (moved.length === 0) return configuration;
  const id = `${section}-moved`;
  const set: Element = {
    name: "meta_attributes",
    attributes: { id, score: "-1000000" },
    children: moved.map(({ pair }) => pair),
  };
  if (childOf(configuration, section) === null) {
    const added = { name: section, attributes: {}, children: [set] };
    return { ...configuration, children: [...configuration.children, added] };
  }
  return mapChild(configuration, section, (one) => ({ ...one, children: [...one.children, set] }));
}

function upgradeResource(element: Element): readonly Element[] {
  if (element.name === "instance_attributes") return [mapPairs(element, PARAMETERS)];
  if (element.name === "meta_attributes") return [upgradeMeta(element)];
  if (element.name === "primitive" || element.name === "template") {
    return [upgradeOperations(element)];
  }
  return [element];
}

/** What an operation requires is said of its resource now; other settings stand in meta attributes. */
function upgradeOperations(resource: Element): Element {
  const operations = resource.children.filter(({ name }) => name === "operations")
    .flatMap(({ children }) => children.filter(({ name }) => name === "op"));
  const requires = operations
    .filter(({ attributes }) => ["start", "promote"].includes(attributes["name"] ?? ""))
    .map(({ attributes, children }) =>
      attributes["requires"] ?? pairIn(children, "requires")?.attributes["value"]
    )
    .find((value) => value !== undefined);
  const upgraded = deepMap(resource, (one) => one.name === "op" ? [upgradeOperation(one)] : [one]);
  return requires === undefined ? upgraded : withDefault(upgraded, "requires", requires);
}

function pairIn(sets: readonly Element[], wanted: string): Element | undefined {
  return sets.flatMap(({ children }) => children).find(({ attributes }) =>
    attributes["name"] === wanted
  );
}

const SETTINGS: ReadonlySet<string> = new Set([
  "interval-origin",
  "start-delay",
  "enabled",
  "on-fail",
  "record-pending",
  "role",
  "timeout",
]);

function upgradeOperation(operation: Element): Element {
  const { requires: _, ...attributes } = operation.attributes;
  const isSetting = ({ attributes: { name = "" } }: Element) => SETTINGS.has(name);
  const children = operation.children.flatMap((set): readonly Element[] => {
    if (set.name !== "instance_attributes") return [set];
    const settings = set.children.filter(isSetting);
    const params = set.children.filter((pair) =>
      !isSetting(pair) && pair.attributes["name"] !== "requires"
    );
    return [
      { ...set, children: params },
      ...(settings.length === 0 ? [] : [{ ...set, name: "meta_attributes", children: settings }]),
    ];
  });
  return { ...operation, attributes, children };
}

/** For where the resource does not say so itself. */
const withDefault = (resource: Element, name: string, value: string): Element => {
  const pair = { name: "nvpair", attributes: { name, value }, children: [] };
  const attributes = { id: `${resource.attributes["id"]}-moved`, score: "-1000000" };
  const set = { name: "meta_attributes", attributes, children: [pair] };
  return { ...resource, children: [...resource.children, set] };
};

const PARAMETERS: Readonly<Record<string, string>> = {
  pcmk_list_cmd: "pcmk_list_action",
  pcmk_monitor_cmd: "pcmk_monitor_action",
  pcmk_off_cmd: "pcmk_off_action",
  pcmk_on_cmd: "pcmk_on_action",
  pcmk_reboot_cmd: "pcmk_reboot_action",
  pcmk_status_cmd: "pcmk_status_action",
};

function upgradeMeta(set: Element): Element {
  const children = set.children.flatMap((pair): readonly Element[] => {
    if (hyphenated(pair) !== "resource-failure-stickiness") return [pair];
    const value = movedValue(pair);
    if (value === null) return [];
    return [{ ...pair, attributes: { ...pair.attributes, name: "migration-threshold", value } }];
  });
  return { ...set, children };
}

function mapPairs(set: Element, names: Readonly<Record<string, string>>): Element {
  const children = set.children.map((pair) => {
    const name = names[pair.attributes["name"] ?? ""];
    return name === undefined ? pair : { ...pair, attributes: { ...pair.attributes, name } };
  });
  return { ...set, children };
}

/** Each element within replaced by what `change` makes of it. */
function deepMap(element: Element, change: (one: Element) => readonly Element[]): Element {
  return {
    ...element,
    children: element.children.flatMap((child) => change(deepMap(child, change))),
  };
}

const mapChild = (element: Element, name: string, change: (one: Element) => Element): Element => ({
  ...element,
  children: element.children.map((child) => child.name === name ? change(child) : child),
});
