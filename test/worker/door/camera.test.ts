import { describe, expect, it } from "vitest";
import { type Sighting, sight } from "../../../worker/organiser/pages/door/browser/camera.ts";

/** Which of these looks are acted on: the code in the picture, or null, by the second. */
function actedOn(looks: [second: number, text: string | null][]): number[] {
  let last: Sighting = { text: "", goneSince: null };
  return looks.flatMap(([second, text]) => {
    const { sighting, isNew } = sight(last, text, second * 1000);
    last = sighting;
    return isNew ? [second] : [];
  });
}

describe("a ticket before the camera", () => {
  it("is read once as long as it is held there, however slow the device looks", () => {
    expect(
      actedOn([
        [0, "a"],
        [1, "a"],
        [30, "a"],
        [60, "a"],
      ]),
    ).toEqual([0]);
  });

  it("is not read again when it was out of focus for a moment", () => {
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

  it("is read again once it has been away for four seconds, or after another", () => {
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
