/** Sound and vibration besides the screen, since helpers do not always look at it. */
import type { Verdict } from "../../../../registration/check-in.ts";

type Tune = readonly (readonly [hertz: number, milliseconds: number])[];

const WELCOME: Tune = [
  [880, 90],
  [1320, 140],
];
const TWICE: Tune = [
  [440, 120],
  [0, 60],
  [440, 120],
];
const NO: Tune = [
  [330, 160],
  [220, 280],
];

const tuneOf = ({ verdict }: Verdict) => (verdict === "welcome" ? WELCOME : verdict === "already-in" ? TWICE : NO);

let audio: AudioContext | undefined;

/** `sound`: whether sound is on. The phone vibrates in any case. */
export function play(verdict: Verdict, sound: boolean): void {
  const tune = tuneOf(verdict);
  navigator.vibrate?.(tune === WELCOME ? 80 : tune === TWICE ? [80, 80, 80] : [300, 100, 300]);
  if (!sound || typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  void audio.resume();
  let at = audio.currentTime;
  for (const [hertz, milliseconds] of tune) {
    const end = at + milliseconds / 1000;
    if (hertz > 0) {
      const tone = new OscillatorNode(audio, { frequency: hertz });
      tone.connect(new GainNode(audio, { gain: 0.2 })).connect(audio.destination);
      tone.start(at);
      tone.stop(end);
    }
    at = end;
  }
}
