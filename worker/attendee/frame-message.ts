/** What the page in a frame tells the page that holds it. It says nothing of the attendee. */
export interface FrameMessage {
  type: "pamelding:height";
  /** The event's slug. */
  event: string;
  /** Of all that the frame shows, in CSS pixels, rounded up. */
  height: number;
}
