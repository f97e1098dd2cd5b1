import { expect, it } from "vitest";
import { call, mailsTo } from "../client.ts";
import { aNewEvent, attend } from "../people.ts";

async function whereOn(link: string): Promise<string | undefined> {
  const [, where] = /<dt>Kvar<\/dt><dd>(.*?)<\/dd>/.exec(await (await call(link)).text()) ?? [];
  return where?.replaceAll(/<[^>]+>/g, "");
}

it("the place follows the participation, on the manage page and in the e-mail", async () => {
  const slug = await aNewEvent("kvar", { participation: { inPerson: { capacity: 1 }, digital: {} } });
  const there = await attend(slug, "der");
  const home = await attend(slug, "heime", { participation: "digital" });
  const waiting = await attend(slug, "ventar");
  expect(await whereOn(there.link)).toBe("Oslo Kongressenter, Oslo");
  expect(await whereOn(home.link)).toBe("Digitalt");
  expect(await whereOn(waiting.link)).toBe("Oslo Kongressenter, Oslo");
  const [mail] = await mailsTo(home.address);
  expect(mail?.text).toContain("Kvar: digitalt");
  expect(mail?.text).not.toContain("Oslo Kongressenter");
});

it("a city that is in the address is named once", async () => {
  const venue = { name: "Rådhuset", address: "Storgata 1, 0155 Oslo", city: "Oslo" };
  const slug = await aNewEvent("kvar-by", { venue });
  const { link } = await attend(slug, "ein-gong");
  expect(await whereOn(link)).toMatch(/^Rådhuset, Storgata 1, 0155 Oslo(?!,)/);
});
