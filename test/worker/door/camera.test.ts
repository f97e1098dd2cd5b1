import { describe, expect, it } from "vitest";
import { type Sighting, sight } from "../../../worker/organiser/pages/door/browser/camera.ts";

/** The seconds at which the door reacts. A look: the second, and the code in the picture or null. */
function actedOn(looks: [second: number, text: string | null][]): number[] {
  let last: Sighting = { text: "", goneSince: null };
  return looks.flatMap(([second, text]) => {
    const { sighting, isNew } = sight(last, text, second * 1000);
    last = sighting;
    return isNew ? [second] : [];
  });
}

describe("a ticket before the camera", () => {
  it("is read once while it is held there, however slowly the device looks", () => {
    expect(
      actedOn([
        [0, "a"],
        [1, "a"],
        [30, "a"],
        [60, "a"],
      ]),
    ).toEqual([0]);
  });

  it("is not read again after it was out of focus for a moment", () => {
    expect(
      actedOn([
        [0, "a"],
        [5, null],
        [6, null],
        [8.9, "a"],
        [9, "a"],
      ]),
    ).toEqual([0]);
  });

  it("is read again after four seconds away, or after another ticket", () => {
    expect(
      actedOn([
        [0, "a"],
        [1, null],
        [5, "a"],
        [6, "b"],
        [7, "a"],
      ]),
    ).toEqual([0, 5, 6, 7]);
  });
});
