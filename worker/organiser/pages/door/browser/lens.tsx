/** The camera, after it is turned on. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Camera, startCamera } from "./camera.ts";
import type { Door } from "./door.ts";
import { Icon } from "./icons.tsx";

const CORNERS =
  "M4 26V16a12 12 0 0 1 12-12h10M74 4h10a12 12 0 0 1 12 12v10M96 74v10a12 12 0 0 1-12 12H74M26 96H16A12 12 0 0 1 4 84V74";

export function Lens({ door, sound }: { door: Door; sound: Signal<boolean> }) {
  const { t } = door.words;
  const state = useSignal<"off" | "starting" | "on" | "denied">("off");
  const lit = useSignal(false);
  const camera = useRef<Camera | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  const stop = () => {
    camera.current?.stop();
    camera.current = null;
    lit.value = false;
    if (state.value !== "denied") state.value = "off";
  };
  useEffect(() => {
    const hide = () => document.visibilityState === "hidden" && stop();
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      stop();
    };
  }, []);
  const start = async () => {
    if (!video.current || state.value === "on" || state.value === "starting") return;
    state.value = "starting";
    try {
      camera.current = await startCamera(video.current, door.config.wasm, {
        found: (text) => void door.scan(text),
        isBusy: () => door.shown.value !== null,
      });
      state.value = "on";
    } catch {
      state.value = "denied";
    }
  };
  const light = async () => {
    lit.value = !lit.value;
    await camera.current?.torch?.(lit.value).catch(() => {});
  };
  const on = state.value === "on" || state.value === "starting";
  return (
    <div class="near">
      <div class="lens" hidden={!on}>
        <video ref={video} playsInline muted aria-label={t("cameraHint")} />
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <path d={CORNERS} />
        </svg>
        <p>{t("cameraHint")}</p>
        {state.value === "on" && camera.current?.torch && (
          <button type="button" class="small" aria-pressed={lit.value} onClick={light}>
            <Icon name="light" />
            {t("light")}
          </button>
        )}
      </div>
      {state.value === "denied" && (
        <p class="note" role="alert">
          {t("cameraDenied")}
        </p>
      )}
      <div class="acts">
        <button type="button" class={on ? "second small" : "second"} onClick={on ? stop : start}>
          <Icon name="camera" />
          {t(on ? "cameraOff" : "camera")}
        </button>
        <label class="tick">
          <input
            type="checkbox"
            checked={sound}
            onChange={(event) => {
              sound.value = event.currentTarget.checked;
            }}
          />
          {t("sound")}
        </label>
      </div>
    </div>
  );
}
