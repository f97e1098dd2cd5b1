/** Reads QR codes in browsers that cannot. Loaded only there, and only when the camera is turned on. */
import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

export function makeReader(wasm: string): BarcodeDetector {
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}
