import { describe, expect, it } from "vitest";
import { addressOf, placeOf, shortPlaceOf } from "../../worker/registration/venue.ts";

describe("a venue in words", () => {
  it("has the city once, even if the address contains it", () => {
    expect(addressOf({ name: "Rådhuset", city: "Oslo" })).toBe("Oslo");
    expect(addressOf({ name: "Rådhuset", address: null, city: "Oslo" })).toBe("Oslo");
    expect(addressOf({ name: "Rådhuset", address: "Storgata 1", city: "Oslo" })).toBe("Storgata 1, Oslo");
    expect(placeOf({ name: "Rådhuset", address: "Storgata 1, 0155 Oslo", city: "Oslo" })).toBe(
      "Rådhuset, Storgata 1, 0155 Oslo",
    );
  });

  it("adds the city if the address only has a longer word that begins with it", () => {
    expect(placeOf({ name: "Oselvarverkstaden", address: "Oslo gate 1", city: "Os" })).toBe(
      "Oselvarverkstaden, Oslo gate 1, Os",
    );
    expect(shortPlaceOf({ name: "Vossevangen hotell", city: "Voss" })).toBe("Vossevangen hotell, Voss");
  });

  it("leaves out a city that is in the name, in the short form", () => {
    expect(shortPlaceOf({ name: "Oslo Kongressenter", city: "Oslo" })).toBe("Oslo Kongressenter");
    expect(shortPlaceOf({ name: "Nordre Follo rådhus", address: "Idrettsveien 8", city: "Nordre Follo" })).toBe(
      "Nordre Follo rådhus, Idrettsveien 8",
    );
    expect(placeOf({ name: "Oslo Kongressenter", city: "Oslo" })).toBe("Oslo Kongressenter, Oslo");
  });
});
