import { beforeAll, it } from "vitest";
import { pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it.each(["by a press", "by Enter"])("sends from a frame that may submit no forms, %s", async (how) => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
  const frame = page.frameLocator("iframe");
  const email = frame.locator('input[name="email"]');
  await frame.locator('input[name="name"]').fill("Kari Nordmann");
  await email.fill(`${how.replaceAll(" ", "-")}@example.no`);
  await frame.locator('input[value="digital"]').check();
  if (how === "by Enter") await email.press("Enter");
  else await frame.locator("button[type=submit]").click();
  await frame.getByRole("heading", { name: "Vi har teke imot påmeldinga di" }).waitFor();
});
