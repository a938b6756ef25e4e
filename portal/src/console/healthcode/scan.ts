/** Reads a QR code from what a camera sees; null where there is none in sight. */
export type Reader = (video: HTMLVideoElement) => Promise<string | null>;

/** Why a camera gives nothing. */
export type CameraTrouble = 'insecure' | 'denied' | 'none' | 'failed';

/** A frame larger than this is read no better, only slower. */
const WIDEST = 960;
/** Milliseconds that the search in one frame may take. */
const PATIENCE = 80;

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own reader where it has one; else one of ours, loaded now. */
export async function reader(): Promise<Reader> {
  return (await native()) ?? (await bundled());
}

async function native(): Promise<Reader | null> {
  const found = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  try {
    if (!found || !(await found.getSupportedFormats()).includes('qr_code')) return null;
  } catch {
    return null;
  }
  const detector = new found({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

async function bundled(): Promise<Reader> {
  const { default: decode } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (!drawing || canvas.width === 0) return null;
    drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(drawing.getImageData(0, 0, canvas.width, canvas.height), { timeLimit: PATIENCE }) || null;
    } catch {
      return null;
    }
  };
}

/** The camera that looks away from whoever holds the device. */
export async function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
}

export function troubleOf(failure: unknown): CameraTrouble {
  if (!navigator.mediaDevices) return 'insecure';
  const name = failure instanceof DOMException ? failure.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return 'failed';
}
