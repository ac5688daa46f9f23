/** A part of the screen, and what it is drawn from. */
import type { Paint } from "../model/mod.ts";
import type { StatusDocument } from "./document.ts";

/** What every section is drawn with. */
export interface Screen {
  readonly document: StatusDocument;
  readonly flags: ScreenFlags;
  readonly paint: Paint;
  readonly zone: string | undefined;
}

/** A heading and its lines; a section without lines is not shown. */
export type Section = { readonly title: string; readonly lines: readonly string[] };

/** Lines, with an empty one between two sections. */
export const renderSections = (sections: readonly Section[], paint: Paint): readonly string[] =>
  sections.filter(({ lines }) => lines.length > 0)
    .flatMap(({ title, lines }, index) => [
      ...index === 0 ? [] : [""],
      ...title === "" ? [] : [paint(`${title}:`, "bold")],
      ...lines,
    ]);

/** crm_mon's letters. */
export interface ScreenFlags {
  /** -A */
  readonly attributes?: boolean;
  /** -f */
  readonly failcounts?: boolean;
  /** -r: resources that do not run too, and recent events. */
  readonly inactive?: boolean;
  /** -n */
  readonly byNode?: boolean;
  /** -o */
  readonly operations?: boolean;
  /** -t: operations with their times. */
  readonly timing?: boolean;
  /** -m: fence devices and all that they have done. */
  readonly fencing?: boolean;
}
