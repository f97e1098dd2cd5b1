/** The camera: finds a QR code in its picture several times a second. */

interface CodeReader {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface NativeDetector {
  new (options: { formats: string[] }): CodeReader;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own, where it reads QR codes. */
async function readerFor(wasm: string): Promise<CodeReader> {
  const { BarcodeDetector: native } = globalThis as { BarcodeDetector?: NativeDetector };
  const formats = await native?.getSupportedFormats().catch((): string[] => []);
  if (native && formats?.includes("qr_code")) return new native({ formats: ["qr_code"] });
  const { makeReader } = await import("./reader.ts");
  return makeReader(wasm);
}

const LOOK_EVERY_MS = 150;

/** A ticket that stays in the picture is not read again until it has been away for so long. */
const SAME_MS = 4_000;

/** Turns the light on or off; null where the camera has none. */
export type Torch = ((on: boolean) => Promise<void>) | null;

export interface Camera {
  torch: Torch;
  stop(): void;
}

/**
 * Shows the camera in `video` and calls `found` with each code. `isBusy`: the screen shows a verdict, so nothing is read.
 * Rejects where the reader has not allowed the camera, or there is none.
 */
export async function startCamera(
  video: HTMLVideoElement,
  wasm: string,
  { found, isBusy }: { found(text: string): void; isBusy(): boolean },
): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  const stop = () => {
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const reader = await readerFor(wasm);
    video.srcObject = stream;
    await video.play();
    let last = { text: "", at: 0 };
    const look = async () => {
      const [code] = isBusy() ? [] : await reader.detect(video).catch(() => []);
      const now = Date.now();
      if (code) {
        const again = code.rawValue === last.text && now - last.at < SAME_MS;
        last = { text: code.rawValue, at: now };
        if (!again) found(code.rawValue);
      } else if (isBusy()) last.at = now;
      timer = setTimeout(look, LOOK_EVERY_MS);
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
