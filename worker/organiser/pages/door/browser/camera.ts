/** The camera: finds a QR code in its picture several times a second. */

interface CodeReader {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface NativeDetector {
  new (options: { formats: string[] }): CodeReader;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own reader if it reads QR codes, or else ours. */
async function readerFor(wasm: string): Promise<CodeReader> {
  const { BarcodeDetector: native } = globalThis as { BarcodeDetector?: NativeDetector };
  const formats = await native?.getSupportedFormats().catch((): string[] => []);
  if (native && formats?.includes("qr_code")) return new native({ formats: ["qr_code"] });
  const { makeReader } = await import("./reader.ts");
  return makeReader(wasm);
}

const LOOK_EVERY_MS = 150;

/** How long a ticket must be out of the picture before it is read again. */
const AWAY_MS = 4_000;

/**
 * The ticket that was read last, and since when it has been out of the picture (milliseconds since 1970; null: it is in it).
 */
export interface Sighting {
  text: string;
  goneSince: number | null;
}

/**
 * The sighting after a look at `now`: `text` is the code in the picture, or null. `isNew`: the door must act on it. While
 * the camera does not look, because a verdict covers the screen or the device is slow, a ticket does not count as away.
 */
export function sight(last: Sighting, text: string | null, now: number): { sighting: Sighting; isNew: boolean } {
  if (text === null) return { sighting: { ...last, goneSince: last.goneSince ?? now }, isNew: false };
  const isBack = last.goneSince !== null && now - last.goneSince >= AWAY_MS;
  return { sighting: { text, goneSince: null }, isNew: text !== last.text || isBack };
}

/** Turns the light on or off; null if the camera has none. */
export type Torch = ((on: boolean) => Promise<void>) | null;

export interface Camera {
  torch: Torch;
  stop(): void;
}

/**
 * Shows the camera in `video` and calls `found` with each code. `isBusy`: the screen shows a verdict, so nothing is read.
 * Rejects if the user has not allowed the camera, or there is none.
 */
export async function startCamera(
  video: HTMLVideoElement,
  wasm: string,
  { found, isBusy }: { found(text: string): void; isBusy(): boolean },
): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    const reader = await readerFor(wasm);
    video.srcObject = stream;
    await video.play();
    let last: Sighting = { text: "", goneSince: null };
    const look = async () => {
      if (stopped) return;
      if (!isBusy()) {
        const [code] = await reader.detect(video).catch(() => []);
        const { sighting, isNew } = sight(last, code?.rawValue ?? null, Date.now());
        last = sighting;
        if (code && isNew && !stopped) found(code.rawValue);
      }
      setTimeout(look, LOOK_EVERY_MS);
    };
    void look();
  } catch (error) {
    stop();
    throw error;
  }
  void navigator.wakeLock?.request("screen").catch(() => {});
  return { torch: torchOf(stream.getVideoTracks()[0]), stop };
}

function torchOf(track: MediaStreamTrack | undefined): Torch {
  const can = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  if (!track || !can?.torch) return null;
  return (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}
