import { describe, expect, it } from "vitest";
import { accentFault, accentOf, accentOfPartner, contrast, textOn } from "../../worker/registration/accent.ts";
import { eventDefinition } from "../../worker/registration/event-definition.ts";
import { sample } from "../worker/builders.ts";

/** The faults of a partner's accent, by the path of the field. */
function faultsOf(accent: string): Record<string, string> {
  const partners = { stad: { name: "Stad kommune", language: "nn", site: "https://stad.example.no", accent } } as const;
  const { error } = eventDefinition.safeParse({ ...sample, partners });
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join("."), message]));
}

describe("the accent of a partner", () => {
  it.each(["#0b5d69", "#7A1F3D", "#00518f", "#000000", "#767676"])("%s is accepted", (accent) => {
    expect(faultsOf(accent)).toEqual({});
  });

  it("is refused at its field if white cannot be read on it, with the measured ratio and a colour that works", () => {
    expect(faultsOf("#777777")).toEqual({ "partners.stad.accent": expect.stringContaining("4.47:1") });
    const said = faultsOf("#e2b100")["partners.stad.accent"] ?? "";
    expect(said).toContain("1.99:1");
    const [cure = ""] = said.match(/#[0-9a-f]{6}/) ?? [];
    expect(accentFault(cure)).toBeNull();
    expect(contrast(cure, "#ffffff")).toBeLessThan(5);
  });

  it.each(["red", "#0b5d6", "#0b5d69ff", "0b5d69", "#0b5d69;}", "url(https://example.no)"])(
    "%j is no colour",
    (accent) => {
      expect(faultsOf(accent)).toHaveProperty(["partners.stad.accent"], "a colour such as #0b5d69");
    },
  );

  it("is readable in light and dark mode for every accepted colour, and so is the text on it", () => {
    const channels = [...Array(16).keys()].map((step) => (step * 17).toString(16).padStart(2, "0"));
    const colors = channels.flatMap((red) =>
      channels.flatMap((green) => channels.map((blue) => `#${red}${green}${blue}`)),
    );
    // One expectation for all colours: thousands of expectations take seconds.
    const passed = colors.filter((color) => !accentFault(color));
    const illegible = passed.filter((color) => {
      const { light, dark } = accentOf(color);
      return (
        light.accent !== color ||
        contrast(color, "#ffffff") < 4.5 ||
        contrast(color, light.on) < 4.5 ||
        contrast(dark.accent, "#182023") < 7 ||
        contrast(dark.accent, dark.on) < 7
      );
    });
    expect(illegible).toEqual([]);
    expect(passed.length).toBeGreaterThan(1_000);
  });

  it("is only its own, and none if the definition has none", () => {
    const partners = { stad: { accent: "#0D4F43" }, oslo: {} };
    expect(accentOfPartner(partners, "stad")?.light).toEqual({ accent: "#0d4f43", on: "#ffffff" });
    expect(accentOfPartner(partners, "oslo")).toBeNull();
    expect(accentOfPartner(partners, "constructor")).toBeNull();
  });
});

describe("the text on a colour", () => {
  it("is white or near-black, whichever is easier to read", () => {
    expect(textOn("#0b5d69")).toBe("#ffffff");
    expect(textOn("#ffd84d")).toBe("#182023");
  });
});
