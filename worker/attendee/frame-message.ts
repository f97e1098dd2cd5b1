/** What the page in a frame tells its host page. It says nothing about the attendee. */
export interface FrameMessage {
  type: "pamelding:height";
  /** The event's slug. */
  event: string;
  /** The height of everything in the frame, in CSS pixels, rounded up. */
  height: number;
}
