import { CHANNELS, PURPOSES, SCENES } from '../../api/healthcode';
import { useText } from '../../shared/text';
import type { Desk } from './shown';

/** What this window does; chosen once and kept on this machine. */
export function DeskChoice({ desk, change }: { desk: Desk; change: (desk: Desk) => void }) {
  const { t, word } = useText();
  return (
    <div className="desk">
      <label>
        <span>{t('window.scene')}</span>
        <select value={desk.scene} onChange={({ target }) => change({ ...desk, scene: target.value as Desk['scene'] })}>
          {SCENES.map((one) => (
            <option key={one} value={one}>
              {word('scene', one)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('window.channel')}</span>
        <select
          value={desk.channel}
          onChange={({ target }) => change({ ...desk, channel: target.value as Desk['channel'] })}
        >
          {CHANNELS.map((one) => (
            <option key={one} value={one}>
              {word('channel', one)}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="wishes">
        <legend>{t('window.purpose')}</legend>
        {PURPOSES.map((one) => (
          <label key={one} className="choice">
            <input
              type="radio"
              name="wish"
              checked={desk.purpose === one}
              onChange={() => change({ ...desk, purpose: one })}
            />
            {t(`window.wish.${one}`)}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
