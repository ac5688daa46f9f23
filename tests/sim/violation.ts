/** Something happened that never may, or did not happen that must. */
export class Violation extends Error {
  override name = "Violation";
}
