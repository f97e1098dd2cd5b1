/**
 * Why a figure misses its aim, measured with a profile of workerd on two processors. worker/GROWTH.md has each sentence
 * beside its figure; a test checks that.
 */
export const reasons = {
  registering:
    "Of 2.1 ms each, local D1 takes 1.05: most of it the emulator's JavaScript for each of five statements, and the commit (13 B-trees where the floor has two: 100 µs against 15 in plain SQLite). Our own code takes 0.65, whatever the event's size, and the local queue 0.4. A queue that does nothing raises the ratio from 0.40 to 0.46. Without the database our code answers 1,558 a second.",
  embedFull:
    "It reads a row, so that it never says free what is full. Cloudflare's cache answers most requests, and then nothing is read.",
  embedUnchanged: "The same row, which decides whether the script is still the same.",
  csv: "Words in place of keys, and times as they are at the event.",
  exportPage: "One invocation writes all rows that are asked for, whatever it takes: Workers Paid.",
  eightEmails: "Eight e-mails are rendered, as HTML and as text. A consumer that is ended loses none: Workers Paid.",
  fullestTick:
    "A tick does as much as fifty queries allow. One that is ended loses nothing, and the next goes on: Workers Paid.",
  reminderDay:
    "Resend's free plan takes a hundred a day, and the reminder goes to all on one: two hundred have it before the event begins, the others get none. Resend Pro; the other counts fit.",
  size: "The organiser's pages, and all texts in three languages. Cloudflare takes 3 MB on the free plan, 10 MB on the paid one.",
} as const satisfies Record<string, string>;
