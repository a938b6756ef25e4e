import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useText } from '../../shared/text';
import { openCamera, reader, troubleOf, type CameraTrouble } from './scan';

/** Between two looks at the picture, in milliseconds. */
const PAUSE = 120;

/** Shows what the camera sees until a code is in it. The camera goes off with this component. */
export default function Camera({ found }: { found: (text: string) => void }) {
  const { t } = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, tell] = useState<CameraTrouble | null>(null);
  const [ready, begin] = useState(false);
  const hit = useEffectEvent(found);
  useEffect(() => {
    let over = false;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout>;
    const run = async () => {
      try {
        const read = reader();
        stream = await openCamera();
        if (over || !video.current) return stop();
        video.current.srcObject = stream;
        await video.current.play();
        begin(true);
        await look(await read);
      } catch (failure) {
        if (!over) tell(troubleOf(failure));
      }
    };
    const look = async (read: Awaited<ReturnType<typeof reader>>) => {
      if (over || !video.current) return;
      const text = await read(video.current).catch(() => null);
      if (over) return;
      if (text) hit(text);
      else timer = setTimeout(() => void look(read), PAUSE);
    };
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    void run();
    return () => {
      over = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  if (trouble)
    return (
      <p className="notice warn" role="alert" data-test="camera-trouble">
        {t(`camera.${trouble}`)}
      </p>
    );
  return (
    <div className="camera" data-test="camera" data-ready={ready}>
      <video ref={video} muted playsInline aria-label={t('camera.picture')} />
      <p role="status">{t(ready ? 'camera.hold' : 'camera.starting')}</p>
    </div>
  );
}
