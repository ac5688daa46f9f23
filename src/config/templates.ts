/** What a resource says itself, and what it takes from its template. */
import type { AgentRef } from "../model/mod.ts";
import type { OperationDraft, ResourceDraft, TemplateDraft } from "./resource_schema.ts";

/** A resource with all that it and its template say. Null is left to its group, clone, [defaults]. */
export interface WholeResource extends Omit<ResourceDraft, "agent"> {
  readonly agent: AgentRef | undefined;
}

/** Parameters, utilization and operations are taken one by one, everything else as a whole. */
export function completeResource(
  resource: ResourceDraft,
  templates: readonly (TemplateDraft | undefined)[],
): WholeResource {
  const { template: name } = resource;
  const template = name ? templates.find((known) => known?.name === name) : undefined;
  if (template === undefined) return { ...resource, agent: resource.agent ?? undefined };
  const inherited = Object.entries(resource).map(([key, own]) => {
    const isLeftOpen = own === null || (key === "prefer" && resource.prefer?.length === 0);
    return [key, isLeftOpen ? template[key as keyof TemplateDraft] ?? null : own];
  });
  return {
    ...Object.fromEntries(inherited) as ResourceDraft,
    agent: (resource.agent === null ? template.agent : resource.agent) ?? undefined,
    params: laidOver(template.params, resource.params),
    utilization: laidOver(template.utilization, resource.utilization),
    operation: completeOperations(resource, template),
  };
}

type Values<Value> = Readonly<Record<string, Value | undefined>>;

function laidOver<Value>(
  below: Values<Value> | undefined,
  above: Values<Value> | undefined,
): Values<Value> | undefined {
  return below === undefined || above === undefined ? undefined : { ...below, ...above };
}

function completeOperations(
  { operation: own = [], monitor }: ResourceDraft,
  { operation: taken = [] }: TemplateDraft,
): ResourceDraft["operation"] {
  const completed = own.map((operation) => {
    const below = taken.find((each) => each && operation && isSame(each, operation));
    return below && operation ? over(below, operation) : operation;
  });
  const added = taken.filter((below) =>
    below !== undefined && !own.some((each) => each !== undefined && isSame(each, below))
  );
  // The key `monitor` sets the plain one's interval, whatever the template's says.
  return [...completed, ...added].map((operation) =>
    operation && monitor !== null && isPlainMonitor(operation)
      ? { ...operation, interval: null }
      : operation
  );
}

const isSame = (one: OperationDraft, other: OperationDraft): boolean =>
  one.name === other.name && one.depth === other.depth && one.role === other.role;

/** The one that is a probe as well. */
export const isPlainMonitor = ({ name, depth, role }: OperationDraft): boolean =>
  name === "monitor" && depth === 0 && role === null;

const over = (below: OperationDraft, above: OperationDraft): OperationDraft =>
  Object.fromEntries(
    Object.entries(above).map((
      [key, own],
    ) => [key, own === null ? below[key as keyof OperationDraft] : own]),
  ) as OperationDraft;
