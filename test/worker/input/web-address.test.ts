import { describe, expect, it } from "vitest";
import { holdsWebAddress } from "../../../worker/registration/web-address.ts";
import { aBody, mailsTo, register } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";

describe("a name that a mail program would link", () => {
  it.each([
    "evil.zip",
    "EVIL.ZIP",
    "Evil.Zip",
    "goo.gl/xyz",
    "bit.ly/x",
    "t.me/gratis",
    "X.com",
    "evil.mov Kari",
    "Kari evil.shop",
    "evil.co.uk",
    "evil.com.Kari",
    "evil.no.",
    "evil.no:8080",
    "Y.Wang/vinn",
    "evil.cоm",
    "evil.сom",
    "еvil.соm",
    "evil.nο",
    "evil.рф",
    "evil.укр",
    "evil.中国",
    "evil.भारत",
    "evil.xn--p1ai",
    "xn--e1awd7f.com",
    "evil．zip",
    "evil。zip",
    "evil｡zip",
    "evil․zip",
    "evil.z\u200bip",
    "evil.z\u034fip",
    "evil.z\u3164ip",
    "evil.zi\ufe0fp",
    "ｅｖｉｌ.ⓩⓘⓟ",
    "evil[.]zip",
    "evil (dot) com",
    "evil{.}com",
    "hxxps://evil",
    "https:evil",
    "mailto:kari",
    "www.evil",
    "www2.evil",
    "//evil",
    "kari@evil.zip",
    "kari@evil.unknown",
    "192.168.0.1",
    "Vinn .com",
    "will.i.am",
  ])("is refused: %j", (name) => {
    expect(holdsWebAddress(name)).toBe(true);
  });

  it.each([
    "St.John",
    "ST.JOHN",
    "J.R.R. Tolkien",
    "J.R.R.Tolkien",
    "O'Næss-Đỗ",
    "Dr.Oetker",
    "dr.oetker",
    "Dr.Ing. Kari Nordmann",
    "dr.ing. Kari Nordmann",
    "cand.med. Ola",
    "dr.philos. Berit Ås",
    "Kari Nordmann, M.Sc.",
    "Kari Nordmann Ph.D.",
    "Kari Nordmann, LL.M",
    "A.Ng",
    "J.Bond",
    "Y.Wang",
    "S.H.Kim",
    "P.De Vries",
    "H.C.Andersen",
    "Th.Kittelsen",
    "Chr.A.Moe",
    "K.d.lang",
    "Kari N.",
    "Kari N./Ola N.",
    "Martin Luther King Jr.",
    "Kari Nordmann (styreleiar)",
    "Kari... Nordmann",
    "Mag.a Anna",
    "мл.Иванов",
    "А.С.Пушкин",
    "மு.கருணாநிதி",
    "د.أحمد",
    "김.철수",
    "李.明",
  ])("is a name: %j", (name) => {
    expect(holdsWebAddress(name)).toBe(false);
  });

  it("is refused for colleagues too", async () => {
    const slug = await aNewEvent("lenkje");
    const colleagues = [{ name: "evil.zip", email: addressAt(slug, "ola") }];
    const refused = await register(slug, aBody(addressAt(slug, "kari"), { colleagues }));
    expect(await refused.json()).toMatchObject({ errors: [{ field: "colleagues.0.name", code: "name.link" }] });
  });
});

describe("the e-mail to a colleague", () => {
  it.each(["nb", "nn", "en"])(
    "names the inviter in its text, never in its subject or headline (%s)",
    async (language) => {
      const slug = await aNewEvent("kollega");
      const colleagues = [{ name: "Ola Nordmann", email: addressAt(slug, "ola") }];
      await register(slug, aBody(addressAt(slug, "kari"), { language, colleagues, name: "Gratis gull her" }));
      const [mail] = await mailsTo(addressAt(slug, "ola"));
      expect(mail?.subject).not.toContain("Gratis");
      expect(/<h1.*?<\/h1>/s.exec(mail?.html ?? "")?.[0]).not.toContain("Gratis");
      // The lines of the text part are wrapped.
      expect(mail?.text?.replace(/\s+/g, " ")).toContain("Gratis gull her");
    },
  );
});
