/** A QR code in a page. */
import { qrDrawing } from "../qr-code.ts";

/** `label`: a description for readers who do not see it. */
export function QrCode({ of, label }: { of: string; label: string }) {
  const { size, path } = qrDrawing(of);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
